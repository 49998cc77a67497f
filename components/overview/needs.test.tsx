import { expect, test } from 'vitest'
import { needKinds } from '@/lib/wire/overview'
import { sayNeed } from './needs'
import { pointsOf } from './overview-view'

test('every kind of need says how much and leads somewhere', () => {
  for (const kind of needKinds) {
    const said = sayNeed({ kind, count: 1_234, hosts: 2, since: null, host_id: 1 })
    expect(said.title).toContain('1,234')
    expect(said.href).toMatch(/^[/#]/)
  }
})

test('a step nobody wrote is a gap of the chart, never a zero', () => {
  const step = {
    at: '2026-03-01T00:00:00Z',
    check_ins_per_second: null,
    lines_per_second: 0,
    refused: 0,
  }
  const [point] = pointsOf([step], ['check_ins_per_second', 'lines_per_second'])
  expect(point?.values).toEqual({ check_ins_per_second: null, lines_per_second: 0 })
})
