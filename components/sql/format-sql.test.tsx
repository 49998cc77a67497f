import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spokenLexemes } from '@/lib/sql/lexemes'
import { formatSql } from './format-sql'

test('white space and the case of keywords change, nothing else', () => {
  const made = formatSql(
    "select p.Pid , 'from  where' from Processes p -- why\nwhere p.pid>1 and x='é'",
  )
  expect(made).toEqual({
    ok: true,
    text: "SELECT\n  p.Pid,\n  'from  where'\nFROM\n  Processes p -- why\nWHERE\n  p.pid > 1\n  AND x = 'é'",
  })
})

test('parameters stay whole', () => {
  const made = formatSql('select 1 where port > {{min_port}}')
  expect(made).toMatchObject({ ok: true, text: expect.stringContaining('> {{min_port}}') })
})

test.each([['select ((1 from'], ["select 'open"], ['select 1 where {']])(
  'a text that does not parse is refused: %s',
  (sql) => {
    expect(formatSql(sql)).toMatchObject({ ok: false })
  },
)

const word = fc.constantFrom(
  ..."select pid, from processes p join users using (uid) where name = 'it''s' \"Odd\" [x y] -- note\n /* c */ count(*) case when 1 then 2 end || >= 0x1F 1.5 , ; é union all Select AS Uid".split(
    ' ',
  ),
)

test('whatever it makes says the same, word for word', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 25 }), (words) => {
      const sql = words.join(' ')
      const made = formatSql(sql)
      if (!made.ok) return
      const said = (text: string) => spokenLexemes(text).map((one) => one.text.toLowerCase())
      expect(said(made.text)).toEqual(said(sql))
    }),
    { numRuns: 300 },
  )
})
