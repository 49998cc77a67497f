import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createSecret, ensureSimulatorSecret, revokeSecret, secretHash } from '@/lib/domain/secrets'
import { unpin } from '@/lib/global'
import { serverKey } from '@/lib/keys'
import { sql } from '@/lib/store/db'
import { findUsableSecret } from '@/lib/store/secrets'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'

let database: TestDatabase
let dir: string

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'muster-secrets-'))
  vi.stubEnv('DATA_DIR', dir)
  database = await testDatabase()
})
afterAll(async () => {
  await database.stop()
  vi.unstubAllEnvs()
  rmSync(dir, { recursive: true, force: true })
})

const mode = (name: string) => statSync(join(dir, name)).mode & 0o777

test('S1: a secret has 256 random bits, is not in its row, and its digest needs the server key', async () => {
  const { enroll_secret, secret } = await createSecret({ name: 'Laptops', max_uses: 3 })
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  expect(JSON.stringify(enroll_secret)).not.toContain(secret)
  expect(enroll_secret).toMatchObject({ name: 'Laptops', max_uses: 3, uses: 0, team_id: null })
  expect(await findUsableSecret(secretHash(secret))).toEqual({
    id: enroll_secret.id,
    team_id: null,
  })
  expect(mode('master.key')).toBe(0o600)
})

test('keys differ by purpose and are the same in the next run', () => {
  const first = serverKey('a')
  expect(serverKey('b').equals(first)).toBe(false)
  unpin(`keys.master ${dir}`)
  unpin(`keys.server ${dir} a`)
  expect(serverKey('a').equals(first)).toBe(true)
})

test('a revoked secret enrols nobody any more; one that does not exist is not found', async () => {
  const { enroll_secret, secret } = await createSecret({ name: 'Old' })
  await revokeSecret(enroll_secret.id)
  expect(await findUsableSecret(secretHash(secret))).toBeUndefined()
  await expect(revokeSecret(999_999)).rejects.toThrow('No such enrol secret')
})

test('the simulator has a working secret in a private file, kept while it works', async () => {
  await ensureSimulatorSecret()
  const read = () => readFileSync(join(dir, 'simulator.secret'), 'utf8').trim()
  const first = read()
  expect(mode('simulator.secret')).toBe(0o600)
  await ensureSimulatorSecret()
  expect(read()).toBe(first)
  await sql('work', "UPDATE enroll_secrets SET revoked_at = now() WHERE name LIKE 'Simulated%'")
  await ensureSimulatorSecret()
  expect(read()).not.toBe(first)
  expect(await findUsableSecret(secretHash(read()))).toBeDefined()
})
