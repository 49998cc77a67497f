import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

// Each run starts an engine and a PostgreSQL in WebAssembly: seconds, more on a busy machine.
let base: string

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'muster-drift-'))
  cpSync('prisma', join(base, 'prisma'), { recursive: true })
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

function run(argument: string): { status: number | null; output: string } {
  const args = ['scripts/db-new.mjs', argument, base]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

test('the migrations lead exactly to prisma/schema.prisma', { timeout: 120_000 }, () => {
  expect(run('--check')).toEqual({ status: 0, output: '' })
})

test('a model without a migration is drift, and db:new writes the migration that ends it', {
  timeout: 120_000,
}, () => {
  appendFileSync(join(base, 'prisma/schema.prisma'), '\nmodel planted {\n  id Int @id\n}\n')
  const drift = run('--check')
  expect([drift.status, drift.output]).toEqual([
    1,
    expect.stringContaining('CREATE TABLE "planted"'),
  ])
  expect(run('plant')).toMatchObject({ status: 0 })
  expect(run('--check')).toEqual({ status: 0, output: '' })
})

test('a name that could not be a folder is refused', () => {
  expect(run('Bad Name').status).toBe(1)
})
