// Whatever is typed or imported, the checker answers: in time, with places inside the text, and with
// the next query judged as if nothing had been.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tables } from '@/lib/sql/catalogue'
import { checkSql } from '@/lib/sql/check'
import type { SqlVerdict } from '@/lib/wire/sql'

const names = tables()
  .slice(0, 40)
  .flatMap(({ name, columns }) => [name, ...columns.slice(0, 2).map((column) => column.name)])
const grammar =
  'select from where join on using with recursive as ( ) , . * union all values group by order limit ' +
  'having like glob null = != < > || + - case when then else end in not exists over distinct pragma ' +
  "attach delete explain query plan collate version ; ' \" ` [ ] -- /* */ {{ }} ? 1 'x' 0x count carve"
const word = fc.oneof(
  fc.constantFrom(...grammar.split(' ')),
  fc.constantFrom(...names),
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
)
const text = fc.array(word, { maxLength: 60 }).map((words) => words.join(' '))

function holdsPlaces(sql: string, { errors, warnings }: SqlVerdict): void {
  const lines = sql.split('\n')
  for (const { line, column, fix } of [...errors, ...warnings]) {
    if (line !== undefined && column !== undefined) {
      expect(line).toBeLessThanOrEqual(lines.length)
      expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
    }
    if (fix) expect(fix.from <= fix.to && fix.to <= sql.length).toBe(true)
  }
  expect(errors.length).toBeLessThanOrEqual(20)
}

/** Of this process, so that a busy machine does not count. */
const cpuMs = () => process.cpuUsage().user / 1_000

test('any text is judged without a throw, in bounded time, with places that lie in it', async () => {
  await checkSql('select 1')
  await fc.assert(
    fc.asyncProperty(text, async (sql) => {
      const start = cpuMs()
      const check = await checkSql(sql, { parameters: ['x'], platforms: ['darwin', 'windows'] })
      expect(cpuMs() - start).toBeLessThan(2_000)
      expect(check.valid).toBe(check.errors.length === 0)
      holdsPlaces(sql, check)
    }),
    { numRuns: 400 },
  )
  expect(await checkSql('select uid from users')).toMatchObject({ valid: true, warnings: [] })
})

const many = (part: string, times: number) => part.repeat(times)

test.each([
  ['unknown columns', `select ${many('wrong, ', 9_000)}1 from users`],
  [
    'different unknown columns',
    `select ${Array.from({ length: 4_000 }, (_, n) => `w${n}`).join()} from users`,
  ],
  ['unknown tables', `select 1 from ${Array.from({ length: 60 }, (_, n) => `t${n}`).join()}`],
  ['unknown functions', `select ${many('nope(1), ', 7_000)}1`],
  ['ambiguous names', `select ${many('uid, ', 9_000)}1 from users join processes`],
  ['invisible characters', `select '${many('\u200b', 20_000)}'`],
  [
    'names that are wrong in one place of many',
    `select ${Array.from({ length: 40 }, (_, n) => `(select ${many(`c${n}, `, 38)}1 from (select 1 as c${n})), c${n}`).join()} from users, ${many('groups, ', 10)}time`,
  ],
  ['mentions of one unknown table', `${many('select 1 from userz union all ', 400)}select 1`],
  ['blanks that are none', `select ${many("'x'\u00a0, ", 8_000)}1`],
  ['parameters', `select ${many("'x', {{x}}, ", 4_000)}1`],
  ['lacked columns', `select ${many('p.upid, ', 1_900)}1 from processes p`],
  ['stars', `select ${many('*, ', 15_000)}1 from users`],
  ['quoted texts', `select ${many('"x", ', 1_900)}1 from users`],
  ['dots', `select ${many('a.', 30_000)}b from users`],
  ['conditions on null', `select 1 from users where ${many('uid = null or ', 900)}1`],
  ['walked paths', `select 1 from file where path in (${many("'/%%', ", 7_000)}'')`],
])('many %s are judged within two seconds of work', async (_, sql) => {
  await checkSql('select 1')
  const start = cpuMs()
  const check = await checkSql(sql, { platforms: ['linux'], parameters: ['x'] })
  expect(cpuMs() - start).toBeLessThan(2_000)
  holdsPlaces(sql, check)
})
