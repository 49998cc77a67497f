import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

let base: string

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'muster-imports-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

function check(files: Record<string, string>): { status: number | null; output: string } {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true })
    writeFileSync(join(base, path), text)
  }
  const args = ['scripts/imports.mjs', base, '1']
  const run = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return { status: run.status, output: run.stdout + run.stderr }
}

const clean = {
  'lib/wire/hosts.ts': `import { z } from 'zod'\nexport const Host = z.string()`,
  'lib/store/hosts.ts': `import pg from 'pg'\nimport { Host } from '@/lib/wire/hosts'\nexport { Host, pg }`,
  'components/hosts/card.tsx': `import { Host } from '@/lib/wire/hosts'\nexport const Card = () => <b>{String(Host)}</b>`,
}

test('a tree that keeps the law passes, JSX included', () => {
  expect(check(clean)).toMatchObject({ status: 0 })
})

test.each([
  ['an alias', 'lib/wire/bad.ts', `import '@/lib/store/hosts'`],
  ['a relative path', 'lib/wire/bad.ts', `import '../store/hosts'`],
  ['a type-only import', 'lib/wire/bad.ts', `import type { Host } from '@/lib/store/hosts'`],
  ['a re-export', 'lib/wire/bad.ts', `export { Host } from '@/lib/store/hosts'`],
  ['a dynamic import', 'lib/wire/bad.ts', `export const load = () => import('@/lib/store/hosts')`],
  ['an inline type', 'lib/wire/bad.ts', `export type H = import('@/lib/store/hosts').Host`],
  ['a page', 'app/page.tsx', `import '@/lib/store/hosts'\nexport default () => <p />`],
  ['a package', 'lib/domain/bad.ts', `import pg from 'pg'\nexport { pg }`],
  ['a file that is not there', 'lib/wire/bad.ts', `import './nowhere'`],
])('an upward import by %s is named', (_how, path, text) => {
  const { status, output } = check({ ...clean, [path]: `import 'zod'\nimport 'zod'\n${text}` })
  expect(status).toBe(1)
  expect(output).toContain(path)
})

test('what tests use is for tests and proofs alone', () => {
  const helper = { 'lib/testing/fault.ts': 'export const fault = 1' }
  const uses = `import { fault } from '@/lib/testing/fault'\nexport { fault }`
  expect(check({ ...clean, ...helper, 'cli/ledger/proof.ts': uses })).toMatchObject({ status: 0 })
  const { status, output } = check({ ...clean, ...helper, 'lib/domain/bad.ts': uses })
  expect(status).toBe(1)
  expect(output).toContain('lib/domain/bad.ts imports the test helper')
})

test('browser code that reaches the database through others is shown with the chain', () => {
  const { status, output } = check({
    ...clean,
    'lib/client/api.ts': `import '@/lib/wire/hosts'\nimport '@/cli/bridge'`,
    'cli/bridge.ts': `import '@/lib/store/hosts'`,
  })
  expect(status).toBe(1)
  expect(output).toContain('lib/client/api.ts -> cli/bridge.ts -> lib/store/hosts.ts')
})

test('a circle is refused, a circle of types alone is not', () => {
  const circle = { 'lib/wire/a.ts': `import './b'\nimport 'zod'`, 'lib/wire/b.ts': `import './a'` }
  expect(check({ ...clean, ...circle }).output).toContain('in a circle')
  const types = { ...circle, 'lib/wire/b.ts': `import type { A } from './a'\nexport type B = A` }
  expect(check({ ...clean, ...types })).toMatchObject({ status: 0 })
})

test('a check that sees nothing fails', () => {
  expect(check({})).toMatchObject({ status: 1 })
})
