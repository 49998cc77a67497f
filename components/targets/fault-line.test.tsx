import { expect, test } from 'vitest'
import { LiveSearch, livePath, selectedOf } from '@/lib/wire/live-search'
import { Selected } from '@/lib/wire/targets'
import { faultLine } from './fault-line'
import { hostsPath } from './hosts-path'
import { setSentence } from './set-words'

const someone = async (selected: Selected) => (selected.exclude.labels.length > 0 ? 0 : 9)

test('the line at fault is the one without which somebody is left', async () => {
  const left = Selected.parse({ labels: [1], exclude: { labels: [2] } })
  expect(await faultLine(left, someone)).toBe('exclude')
  const both = Selected.parse({ labels: [1], teams: [3] })
  const onlyTeam = async ({ labels }: Selected) => (labels.length === 0 ? 4 : 0)
  expect(await faultLine(both, onlyTeam)).toBe('labels')
  expect(await faultLine(both, async () => 0)).toBeUndefined()
})

test('a line that is alone is at fault without a question', async () => {
  const asked: Selected[] = []
  const count = async (selected: Selected) => asked.push(selected)
  expect(await faultLine(Selected.parse({ labels: [7] }), count)).toBe('labels')
  expect(asked).toEqual([])
})

test('a kept set says what became of it', () => {
  expect(setSentence({ hosts_count: 900, hosts_count_now: 914 })).toBe(
    '914 hosts, 14 more than when saved',
  )
  expect(setSentence({ hosts_count: 9, hosts_count_now: 1 })).toBe(
    '1 host, 8 fewer than when saved',
  )
  expect(setSentence({ hosts_count: 2, hosts_count_now: 2 })).toBe('2 hosts, as when saved')
})

test('the host list shows the same hosts as the choice', () => {
  expect(hostsPath(Selected.parse({ all: true }))).toBe('/hosts')
  expect(hostsPath(Selected.parse({ labels: [4] }))).toBe('/hosts?label_id=4')
  expect(hostsPath(Selected.parse({ teams: [2] }))).toBe('/hosts?team_id=2')
  const mixed = Selected.parse({ labels: [4, 5], label_match: 'all', exclude: { hosts: [9] } })
  const held = new URL(hostsPath(mixed), 'http://x').searchParams.get('selected') ?? ''
  expect(Selected.parse(JSON.parse(held))).toEqual(mixed)
})

test('a link opens with the question and the hosts that it was made of', () => {
  const selected = Selected.parse({ hosts: [1, 2], teams: [3], exclude: { labels: [5] } })
  const params = { port: 1023, names: ['a', 'b'] }
  const path = livePath({ sql: 'SELECT {{port}}, {{names}}', params, selected }) ?? ''
  const search = LiveSearch.parse(Object.fromEntries(new URL(path, 'http://x').searchParams))
  expect(search.sql).toBe('SELECT {{port}}, {{names}}')
  expect(search.params).toEqual(params)
  expect(selectedOf(search)).toEqual(selected)
  expect(livePath({ sql: 'x'.repeat(4_001) })).toBeUndefined()
})
