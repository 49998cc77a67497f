// The data directory: who may enter it, where the socket lives, and plain words when it is unusable.
// Under root it is 0710 with the database's group instead of 0700: that group must pass to reach
// DATA_DIR/pg, may not list, and every secret beside it is 0600.
import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { databaseIdentity, type Identity } from './binaries'

export type ClusterPaths = {
  /** Private to the database: 0700, owned by the user PostgreSQL runs as. */
  home: string
  data: string
  log: string
  socketDir: string
  identity: Identity | undefined
}

/** sockaddr_un holds 107 bytes and PostgreSQL appends "/.s.PGSQL.5432.lock" to the directory. */
const socketDirBytesMax = 87

const reasons: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOTDIR: 'a file is in the way',
  EEXIST: 'a file is in the way',
}

/** An Error in plain words for a failed file operation below the data directory. */
export function dataDirError(dataDir: string, cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const why = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause))
  return new Error(
    `The data directory ${dataDir} cannot be used: ${why}. Set DATA_DIR to a writable directory ` +
      'with free space, or DATABASE_URL to an external PostgreSQL.',
    { cause },
  )
}

/** Recognises the same causes in what PostgreSQL printed. */
export function explainOutput(dataDir: string, output: string): Error {
  const known: [RegExp, string][] = [
    [/No space left on device/, 'ENOSPC'],
    [/Disk quota exceeded/, 'EDQUOT'],
    [/Read-only file system/, 'EROFS'],
    [/Permission denied/, 'EACCES'],
  ]
  const code = known.find(([pattern]) => pattern.test(output))?.[1]
  if (code) return dataDirError(dataDir, Object.assign(new Error(output.trim()), { code }))
  const tail = output.trim().split('\n').slice(-5).join('\n')
  return new Error(`The embedded PostgreSQL in ${dataDir} did not start:\n${tail}`)
}

/**
 * Makes DATA_DIR (0700, or 0710 under root) and proves that it can be written.
 * Throws an Error that says what is wrong in words.
 */
export function prepareDataDir(dataDir: string): void {
  try {
    makeDir(dataDir)
    // Keeps the group's right to pass: a database of root's may be running in there.
    chmodSync(dataDir, statSync(dataDir).mode & (process.getuid?.() === 0 ? 0o710 : 0o700))
    const probe = join(dataDir, `.probe-${process.pid}`)
    try {
      writeFileSync(probe, Buffer.alloc(64 * 1024), { mode: 0o600 })
    } finally {
      rmSync(probe, { force: true })
    }
  } catch (cause) {
    throw dataDirError(dataDir, cause)
  }
}

/** Node reports ENOENT for a parent that it may not write to: ask that parent for the real reason. */
function makeDir(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
  } catch (error) {
    let parent = dirname(dir)
    while (!existsSync(parent)) parent = dirname(parent)
    accessSync(parent, constants.W_OK)
    throw error
  }
}

/** Makes the database's own directory below a prepared DATA_DIR and settles who owns it. */
export function prepareCluster(dataDir: string): ClusterPaths {
  const home = join(dataDir, 'pg')
  try {
    const identity = databaseIdentity(join(home, 'data')) ?? databaseIdentity(home)
    mkdirSync(home, { recursive: true, mode: 0o700 })
    chmodSync(home, 0o700)
    if (identity) {
      chownSync(home, identity.uid, identity.gid)
      chownSync(dataDir, -1, identity.gid)
      chmodSync(dataDir, 0o710)
    }
    return {
      home,
      data: join(home, 'data'),
      log: join(home, 'postgres.log'),
      socketDir: socketDirFor(home, identity),
      identity,
    }
  } catch (cause) {
    throw dataDirError(dataDir, cause)
  }
}

/** `home`, or, where its path is too long for a socket, a private directory of fixed name in /tmp. */
function socketDirFor(home: string, identity: Identity | undefined): string {
  if (Buffer.byteLength(home) <= socketDirBytesMax) return home
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16)
  const dir = `/tmp/muster-${name}`
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  // Anyone may write to /tmp: take nothing but a real directory that is already ours.
  const found = lstatSync(dir)
  const ours = [process.getuid?.(), identity?.uid].includes(found.uid)
  if (!found.isDirectory() || !ours) {
    throw new Error(`${dir} belongs to somebody else and the socket needs it; remove it`)
  }
  chmodSync(dir, 0o700)
  if (identity) chownSync(dir, identity.uid, identity.gid)
  return dir
}
