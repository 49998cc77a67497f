import { expect, test } from 'vitest'
import { whom } from './whom'

const nobody = {
  labels: [],
  hosts: [],
  teams: [],
  label_match: 'any' as const,
  exclude_label_ids: [],
  exclude_host_ids: [],
  shard: null,
}
const label = (id: number, name: string) => ({ id, name })

test('a pack without targets says that it reaches nobody', () => {
  expect(whom(nobody, {})).toBe('Nobody: it has no target')
})

test('the label of all hosts is everyone, and exclusions are named', () => {
  const pack = {
    ...nobody,
    labels: [label(1, 'All Hosts')],
    exclude_label_ids: [7],
    exclude_host_ids: [3],
  }
  expect(whom(pack, { 7: 'Kiosks' })).toBe('Everyone, except Kiosks and 1 named host')
})

test('all labels are joined by and, any of them by or', () => {
  const labels = [label(2, 'Finance'), label(3, 'macOS')]
  expect(whom({ ...nobody, labels }, {})).toBe('Hosts in Finance or macOS')
  expect(whom({ ...nobody, labels, label_match: 'all' }, {})).toBe('Hosts in Finance and macOS')
})

test('all hosts together with another label, both demanded, is not everyone', () => {
  const labels = [label(1, 'All Hosts'), label(3, 'macOS')]
  expect(whom({ ...nobody, labels, label_match: 'all' }, {})).toBe('Hosts in All Hosts and macOS')
})

test('kinds are united and a sample is told', () => {
  const pack = {
    ...nobody,
    teams: [label(1, 'Servers')],
    hosts: [label(9, 'a'), label(8, 'b'), label(7, 'c')],
    shard: 10,
  }
  expect(whom(pack, {})).toBe('Hosts of team Servers and 3 named hosts, a 10 % sample')
})
