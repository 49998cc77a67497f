import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { strFromU8, unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { archiveOf } from './agent-archive'
import { type AgentPlatform, flagLines, installCommand, packageFiles } from './agent-package'
import { powershellWord, shellWord } from './shell-words'

const platforms: AgentPlatform[] = ['deb', 'rpm', 'darwin', 'windows', 'docker']
const certificate = '-----BEGIN CERTIFICATE-----\nMIIB+q/9==\n-----END CERTIFICATE-----\n'
const hostile = `x'; touch owned; "$(touch owned)" \`touch owned\` %s \\n \u2019; touch owned #`
const request = { tls_host: hostile, certificate, secret: `-n ${hostile}` }

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'package-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** Programs of that name that only note how they were called. */
function standIn(...names: string[]): string {
  const bin = join(dir, 'bin')
  mkdirSync(bin)
  for (const name of names) {
    const text =
      name === 'sudo' ? '#!/bin/sh\nexec "$@"\n' : `#!/bin/sh\necho "${name} $*" >> ${dir}/calls\n`
    writeFileSync(join(bin, name), text)
    chmodSync(join(bin, name), 0o755)
  }
  return bin
}

function run(shell: string, command: string, bin: string) {
  const done = spawnSync(shell, ['-c', command], {
    cwd: dir,
    env: { NODE_ENV: 'test', PATH: `${bin}:/usr/bin:/bin` },
    // bash takes a socket for a remote shell and reads its settings.
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  expect(done.stderr).toBe('')
  expect(done.status).toBe(0)
}

/** Of every entry of a ZIP, from its central directory. */
function modesIn(zip: Buffer): string[] {
  const signature = Buffer.from('504b0102', 'hex')
  const found: string[] = []
  for (let at = zip.indexOf(signature); at !== -1; at = zip.indexOf(signature, at + 4))
    found.push(((zip.readUInt32LE(at + 38) >>> 16) & 0o777).toString(8))
  return found
}

const mode = (path: string) => statSync(path).mode & 0o777

describe('a word of a command', () => {
  const plain = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text))

  it('reaches a program through sh exactly as it was', () => {
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 5 }), (texts) => {
        const command = `printf '%s\\0' ${texts.map(shellWord).join(' ')}`
        const { stdout } = spawnSync('sh', ['-c', command], { encoding: 'utf8' })
        expect(stdout.split('\0').slice(0, -1)).toEqual(texts)
      }),
      { numRuns: 60 },
    )
  })

  it('ends in PowerShell only where it should: every quote within is doubled', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...`a'$"\`\u2018\u2019\u201a\u201b;`) }),
        (text) => {
          const word = powershellWord(text)
          expect(word.slice(1, -1).replace(/(['\u2018-\u201b])\1/g, '$1')).toBe(text)
          expect(word.slice(1, -1).replace(/(['\u2018-\u201b])\1/g, '')).not.toMatch(
            /['\u2018-\u201b]/,
          )
        },
      ),
    )
  })

  it('is refused with a control character in it', () => {
    for (const text of ['a\nb', 'a\0', '\u001b[2J', '\u0085'])
      for (const quote of [shellWord, powershellWord]) expect(() => quote(text)).toThrow(RangeError)
  })
})

describe('the command', () => {
  const folders = { deb: '/etc/osquery', rpm: '/etc/osquery', darwin: '/var/osquery' } as const

  for (const platform of ['deb', 'rpm', 'darwin'] as const)
    for (const shell of ['sh', 'bash'])
      it(`writes on ${platform} in ${shell} what the package holds, and runs nothing it was given`, () => {
        const bin = standIn('sudo', 'systemctl', 'osqueryctl')
        const target = join(dir, 'target')
        mkdirSync(target)
        writeFileSync(join(target, 'muster.secret'), 'older', { mode: 0o644 })
        const command = installCommand(platform, request)
        expect(command).not.toContain('\n')
        const folder = folders[platform]
        // The folder in what is written stays; only where it is written to is moved.
        run(shell, command.replaceAll(` ${folder}`, ` ${target}`), bin)
        for (const { name, text } of packageFiles(platform, request).slice(0, 3))
          expect(readFileSync(join(target, name), 'utf8')).toBe(text)
        expect(mode(join(target, 'muster.secret'))).toBe(0o600)
        expect(mode(join(target, 'osquery.flags'))).toBe(0o644)
        expect(() => statSync(join(dir, 'owned'))).toThrow('ENOENT')
        expect(readFileSync(join(dir, 'calls'), 'utf8')).toMatch(/restart/)
      })

  it('starts a container over a folder of its own', () => {
    const bin = standIn('docker')
    run('sh', installCommand('docker', request), bin)
    const folder = join(dir, 'muster-osquery')
    for (const { name, text } of packageFiles('docker', request).slice(0, 3))
      expect(readFileSync(join(folder, name), 'utf8')).toBe(text)
    expect(mode(join(folder, 'muster.secret'))).toBe(0o600)
    expect(() => statSync(join(dir, 'owned'))).toThrow('ENOENT')
  })

  it('is for PowerShell one line whose given parts are words alone', () => {
    const command = installCommand('windows', request)
    expect(command).not.toContain('\n')
    expect(command).toContain(powershellWord(request.secret))
    expect(command).toContain(powershellWord(`--tls_hostname=${request.tls_host}`))
    expect(command.replaceAll(/'(?:[^'\u2018-\u201b]|(['\u2018-\u201b])\1)*'/g, '')).not.toContain(
      'owned',
    )
  })
})

describe('the package', () => {
  it('names no certificate where agents need none', () => {
    const files = packageFiles('deb', { ...request, certificate: null })
    expect(files.map(({ name }) => name)).not.toContain('muster.pem')
    expect(flagLines('deb', { tls_host: 'h', certificate: null }).join()).not.toContain('certs')
  })

  it('puts nothing that was given into a script', () => {
    for (const platform of platforms) {
      const given = packageFiles(platform, request).filter(({ text }) => text.includes('owned'))
      expect(given.map(({ name }) => name)).toEqual(['muster.secret', 'osquery.flags'])
    }
  })

  it('is an archive of all its files, the secret for its owner alone', () => {
    for (const platform of platforms) {
      const files = packageFiles(platform, request)
      const bytes = archiveOf('muster', files)
      const held = Object.entries(unzipSync(bytes)).map(([name, text]) => [name, strFromU8(text)])
      expect(held).toEqual(files.map(({ name, text }) => [`muster/${name}`, text]))
    }
    const modes = modesIn(Buffer.from(archiveOf('muster', packageFiles('deb', request))))
    expect(modes).toEqual(['644', '600', '644', '644', '755', '644'])
  })

  it('holds scripts that sh can read', () => {
    for (const platform of ['deb', 'darwin'] as const) {
      const script = packageFiles(platform, request).find(({ name }) => name === 'install.sh')
      const { status, stderr } = spawnSync('sh', ['-n'], { input: script?.text, encoding: 'utf8' })
      expect([status, stderr]).toEqual([0, ''])
    }
  })
})
