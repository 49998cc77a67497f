// An S3-compatible store of a test's own: s3rver keeps objects in a folder. It knows access keys, but
// does not calculate signatures of version 4: that a wrong secret key is refused cannot be seen here.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from 's3rver'
import { freePort } from '@/cli/server-child'

export class TestS3 {
  private store: S3rver | undefined
  private readonly directory = mkdtempSync(join(tmpdir(), 'muster-s3-'))

  private constructor(readonly port: number) {}

  static async start(): Promise<TestS3> {
    const s3 = new TestS3(await freePort())
    await s3.listen()
    return s3
  }

  get endpoint(): string {
    return `http://localhost:${this.port}`
  }

  async listen(): Promise<void> {
    const { port, directory } = this
    const configureBuckets = [{ name: 'lines', configs: [] }]
    this.store = new S3rver({
      port,
      address: '127.0.0.1',
      silent: true,
      directory,
      configureBuckets,
    })
    await this.store.run()
  }

  async halt(): Promise<void> {
    await this.store?.close()
    this.store = undefined
  }

  /** The objects of the bucket by name. */
  objects(): { name: string; body: Buffer }[] {
    const root = join(this.directory, 'lines')
    if (!existsSync(root)) return []
    const suffix = '._S3rver_object'
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith(suffix))
      .sort()
      .map((name) => ({
        name: name.slice(0, -suffix.length),
        body: readFileSync(join(root, name)),
      }))
  }

  async stop(): Promise<void> {
    await this.halt()
    rmSync(this.directory, { recursive: true, force: true })
  }
}
