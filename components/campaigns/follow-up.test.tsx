import { expect, test } from 'vitest'
import { bindParameters, inferredType } from '@/lib/sql/bind'
import { followUps } from './follow-up'

const group = (values: Record<string, string>, cut: string[] = []) => ({
  ...{ values, cut, no_rows: false },
})

test('the same question is cut to the rows of the group by bound values, whatever they hold', () => {
  const values = { 'na"me': "o'brien; DROP", port: '4444', '1': '' }
  const [same] = followUps('SELECT 1 ;', group(values), ['na"me', 'port', '1'])
  expect(same?.sql).toBe(`SELECT *
FROM (
SELECT 1
)
WHERE "na""me" = {{na_me}}
  AND port = {{port}}
  AND "1" = {{value}}`)
  expect(same?.params).toEqual({ na_me: "o'brien; DROP", port: 4444, value: '' })
  const params = same?.params ?? {}
  const declared = Object.entries(params).map(([name, value]) => ({
    name,
    type: inferredType(value),
  }))
  const { sql } = bindParameters(same?.sql ?? '', declared, params)
  expect(sql).toContain(`"na""me" = 'o''brien; DROP'`)
})

test('a column that leads somewhere gives a question about its value, unless that is cut or empty', () => {
  const columns = ['name', 'path', 'port']
  const ids = (values: Record<string, string>, cut: string[] = []) =>
    followUps('SELECT 1', group(values, cut), columns).map(({ id }) => id)
  expect(ids({ name: 'nc', path: '/tmp/nc', port: '' })).toEqual(['same', 'name', 'path'])
  expect(ids({ name: 'nc', path: '/tmp/nc' }, ['path'])).toEqual(['same', 'name'])
})

test('hosts that found nothing are asked the same question', () => {
  const none = { values: {}, cut: [], no_rows: true }
  expect(followUps('SELECT 1', none, ['name'])).toEqual([
    { id: 'same', label: 'The same question, these rows only', sql: 'SELECT 1', params: {} },
  ])
})
