import { expect, test } from 'vitest'
import type { HostBulkReply } from '@/lib/wire/host-bulk'
import { type Asked, bulkDone, bulkEffect, bulkGo, bulkTitle } from './host-bulk-words'

const effect: HostBulkReply = {
  ...{ changed: 12, online: 10, offline: 2, unchanged: 3, campaigns: 0, results: 0 },
  packs_gained: [
    { id: 1, name: 'Servers', hosts: 12 },
    { id: 2, name: 'Linux', hosts: 5 },
  ],
  packs_lost: [{ id: 3, name: 'Desktops', hosts: 12 }],
  results_at_least: false,
  confirm: { needed: false, hosts: 12, password: false },
}
const asked: Asked = {
  ...{ action: 'transfer', name: undefined, chosen: 15, object: 'Servers', effect },
}

test('a transfer names what changes: packs gained and lost, when, and who is there already', () => {
  expect(bulkTitle(asked)).toBe('Transfer 12 hosts to Servers?')
  expect(bulkGo(asked)).toBe('Transfer 12 hosts')
  expect(bulkEffect(asked)).toEqual([
    'They gain 2 packs: Servers, Linux on 5; lose 1 pack: Desktops.',
    '10 online at their next refresh, 2 when they return.',
    '3 of the 15 are as asked already.',
  ])
  expect(bulkDone(asked)).toBe('12 hosts are now in Servers')
})

test('a deletion names what goes with the hosts, and what their agents do', () => {
  const gone = { ...effect, results: 100_000, results_at_least: true, campaigns: 1, unchanged: 0 }
  expect(bulkEffect({ ...asked, action: 'delete', effect: gone })).toEqual([
    'More than 100,000 result lines, their status lines, memberships and keys go with them. Campaigns keep their counts.',
    '1 open campaign no longer waits for them.',
    'An agent that still runs is told to enrol anew and returns as another host.',
  ])
})

test('an act that changes nobody says so, and one whose effect is not known yet promises nothing', () => {
  expect(bulkEffect({ ...asked, effect: { ...effect, changed: 0 } })).toEqual([
    'Nothing to do: all of them are as asked already.',
  ])
  expect(bulkEffect({ ...asked, effect: undefined })).toEqual(['Counting what changes.'])
  expect(bulkTitle({ ...asked, object: undefined, effect: undefined })).toBe('Transfer 15 hosts?')
})
