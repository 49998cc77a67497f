// Engines that tests send to, as programs of this machine: started on free ports in folders of their
// own, and stopped again. A program that is missing fails the test in words; it is never left out.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Engines by the Debian package that brings each; scripts/test.mjs installs what is missing. */
const packages: Record<string, string> = {
  'redis-server': 'redis-server',
  'nats-server': 'nats-server',
  kcat: 'kcat',
}

export class Engine {
  readonly folder = mkdtempSync(join(tmpdir(), 'muster-engine-'))
  private child: ChildProcess | undefined
  /** What it last said, for the words of a failure and for ports that it tells. */
  said = ''

  constructor(
    private readonly program: string,
    private readonly args: (folder: string) => readonly string[],
    private readonly ready: RegExp,
  ) {}

  async start(): Promise<this> {
    const { PATH = '' } = process.env
    this.said = ''
    const child = spawn(this.program, this.args(this.folder), {
      cwd: this.folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, PATH: `${PATH}:/usr/sbin:/sbin` },
    })
    this.child = child
    const end = () => child.kill('SIGKILL')
    process.once('exit', end)
    child.once('exit', () => process.off('exit', end))
    await new Promise<void>((resolve, reject) => {
      const failed = (why: string) => reject(new Error(`${this.program} did not start: ${why}`))
      child.once('error', () => reject(new Error(missing(this.program))))
      child.once('exit', () => failed(this.said))
      const hear = (chunk: Buffer) => {
        this.said = (this.said + chunk).slice(-20_000)
        if (this.ready.test(this.said)) resolve()
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
    })
    return this
  }

  /** Ends the program as a crash would; its folder stays for the next start. */
  async kill(): Promise<void> {
    const { child } = this
    this.child = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function missing(program: string): string {
  return (
    `These tests send to a real ${program}, and this machine has none. Install it ` +
    `("apt-get install ${packages[program] ?? program}" as root; "npm test" does so itself) and run again.`
  )
}
