import { expect, test } from 'vitest'
import {
  cloneGroups,
  comparison,
  howItCame,
  likelySentence,
  mergeEffects,
  titleOf,
} from '@/components/host-conflicts/conflict-words'
import type { ConflictHost, HostConflict } from '@/lib/wire/host-conflicts'

const side = (id: number, changes: Partial<ConflictHost> = {}): ConflictHost => ({
  ...{ id, hostname: 'fin-mac-012', display_name: 'fin-mac-012', uuid: 'U', instance_id: 'I' },
  ...{
    hardware_serial: '0',
    platform: 'darwin',
    os_version: 'macOS 15',
    osquery_version: '5.23.1',
  },
  ...{ team_id: null, team_name: null, status: 'online', keys: 1, enroll_secrets: ['Office'] },
  ...{ enrolled_at: '2026-01-01T00:00:00Z', seen_time: null, address: '10.2.8.77' },
  rhythm_seconds: 10,
  ...changes,
})

const conflict = (changes: Partial<HostConflict> = {}): HostConflict => ({
  ...{ id: 1, host: side(2), other: side(1), hidden: false, state: 'open', undoable: false },
  ...{ since: '2026-01-01T00:00:00Z', decided_at: null, decided_by: null },
  evidence: {
    ...{ reason: 'enrolled', equal: ['instance_id', 'uuid', 'hostname'], different: [] },
    ...{ address: '10.2.8.77', other_address: '', other_seen_at: null },
    ...{ both_live: true, merges_at: null },
  },
  ...changes,
})

test('the words of a conflict are those that were agreed', () => {
  expect(titleOf(conflict())).toBe('Two machines say they are fin-mac-012')
  expect(howItCame(conflict())).toEqual({
    first: 'The second enrolled',
    after: ' from 10.2.8.77 while the first was still reporting.',
  })
  expect(likelySentence(conflict())).toBe('Both have called since: a clone or a restored image.')
  expect(likelySentence(conflict({ state: 'merged' }))).toBe('')
})

test('claims are compared with the verdict of the server, facts by what is shown', () => {
  const rows = comparison(conflict({ host: side(2, { osquery_version: '5.20.0' }) }))
  const verdicts = Object.fromEntries(rows.map(({ label, verdict }) => [label, verdict]))
  expect(verdicts).toMatchObject({
    Instance: 'same',
    Serial: 'says nothing',
    Team: 'same',
    osquery: 'differs',
  })
  expect(comparison(conflict({ host: null }))[0]).toMatchObject({ second: '-' })
})

test('a merge between teams says what the second leaves', () => {
  const host = side(2, { team_id: 3, team_name: 'Servers' })
  expect(mergeEffects(conflict({ host })).join(' ')).toContain('The second leaves Servers')
  expect(mergeEffects(conflict()).join(' ')).not.toContain('leaves')
})

test('three or more rivals of one record are settled together; hidden ones are not', () => {
  const three = [1, 2, 3].map((id) => conflict({ id }))
  expect(cloneGroups(three)).toMatchObject([{ ids: [1, 2, 3] }])
  expect(cloneGroups([...three.slice(1), conflict({ hidden: true })])).toEqual([])
})
