import { expect, test } from 'vitest'
import { bulkDone, bulkEffect, bulkGo, bulkTitle } from './bulk-words'

const effect = { changed: 3, queries: 41, hosts: 1040, online: 912, offline: 128 }

test('an act on many packs names verb, packs and hosts in question and button alike', () => {
  const asked = { action: 'disable', name: undefined, chosen: 3, effect } as const
  expect(bulkTitle(asked)).toBe('Switch off 3 packs on 1,040 hosts?')
  expect(bulkGo(asked)).toBe('Switch off 3 packs on 1,040 hosts')
  expect(bulkDone(asked)).toBe('3 packs are switched off on 1,040 hosts')
})

test('the effect says where it is felt now and where later', () => {
  const asked = { action: 'disable', name: 'Base', chosen: 1, effect } as const
  expect(bulkTitle(asked)).toBe('Switch off Base on 1,040 hosts?')
  expect(bulkEffect(asked)[0]).toBe(
    '41 queries stop: on 912 hosts that are online at their next refresh, on 128 offline when they return.',
  )
})

test('packs that are already so are told apart, and a deed that changes nothing says so', () => {
  const some = { action: 'enable', name: undefined, chosen: 5, effect } as const
  expect(bulkEffect(some).at(-1)).toBe('2 of the 5 are on already and left alone.')
  const none = { ...some, effect: { ...effect, changed: 0 } }
  expect(bulkEffect(none)).toEqual(['Nothing to do: all of them are on already.'])
})

test('deleting packs that no host runs names no host', () => {
  const idle = { ...effect, changed: 1, hosts: 0, online: 0, offline: 0 }
  const asked = { action: 'delete', name: 'Old', chosen: 1, effect: idle } as const
  expect(bulkTitle(asked)).toBe('Delete Old?')
  expect(bulkTitle({ ...asked, effect: undefined })).toBe('Delete Old from its hosts?')
})
