import { expect, test } from 'vitest'
import { LiveRows } from '@/lib/client/live-rows'
import { errorGroups } from './error-groups'

test('errors are one group a message, the commonest first, answers left out', () => {
  const rows = new LiveRows()
  const errors = ['no such table: x', undefined, 'query is denylisted', 'no such table: x']
  errors.forEach((error, index) => {
    const host = { id: index, hostname: `h${index}`, display_name: `h${index}` }
    rows.add({ seq: index + 1, host, rows: [], ...(error ? { error } : {}) })
  })
  const groups = errorGroups(rows.view())
  expect(groups.map(({ message, hosts }) => [message, hosts.length])).toEqual([
    ['no such table: x', 2],
    ['query is denylisted', 1],
  ])
})
