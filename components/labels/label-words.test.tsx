import { expect, test } from 'vitest'
import {
  coverageSentence,
  lossSentence,
  movesSentence,
  pastedSentence,
  previewSentence,
} from '@/components/labels/label-words'
import type { LabelPreview } from '@/lib/wire/labels'

test('what is not evaluated is told by why, and nothing is said where nothing lacks', () => {
  const all = { hosts: 3104, evaluated: 2871, online: 0, offline: 176, missing: 41, new: 16 }
  expect(coverageSentence(all)).toBe(
    'Evaluated on 2,871 of 3,104 hosts; 176 offline, 41 missing and 16 new are due at their next check-in.',
  )
  const none = { hosts: 1, evaluated: 1, online: 0, offline: 0, missing: 0, new: 0 }
  expect(coverageSentence(none)).toBe('Evaluated on 1 of 1 host.')
  expect(coverageSentence({ ...none, evaluated: 0, online: 1 })).toBe(
    'Evaluated on 0 of 1 host; 1 online is due at its next check-in.',
  )
})

const preview = (hosts: [boolean | null, boolean | null][]): LabelPreview => ({
  asked: hosts.length,
  answered: hosts.filter(([member]) => member !== null).length,
  members: hosts.filter(([member]) => member).length,
  failed: hosts.filter(([member]) => member === null).length,
  online: 9,
  campaign_id: 1,
  hosts: hosts.map(([member, was_member], id) => ({
    host: { id, hostname: '', display_name: '' },
    platform: 'linux',
    ...{ member, was_member, rows: 0, error: null },
  })),
})

test('a preview says how many would be members, and who joins and leaves', () => {
  const held = preview([
    [true, false],
    [true, true],
    [false, true],
    [null, true],
  ])
  expect(previewSentence(held)).toBe('2 of 4 hosts asked would be members; 1 host gave no answer.')
  expect(movesSentence(held)).toBe('Of them 1 joins, 1 leaves.')
  expect(movesSentence(preview([[true, null]]))).toBe('')
  expect(previewSentence({ ...preview([]), online: 0 })).toContain('No host of these platforms')
})

test('a loss is told as hosts, and unknown names by name', () => {
  const pack = { id: 1, name: 'p' }
  expect(lossSentence({ ...pack, lost: 208, gained: 0 })).toBe('would lose 208 hosts')
  expect(lossSentence({ ...pack, lost: 0, gained: 0 })).toBe('would lose no host now')
  const told = { unknown: ['a', 'b'], ambiguous: [{ identifier: 'c', hosts: 2 }] }
  expect(pastedSentence(told)).toBe('2 unknown: a, b. 1 of several hosts, not added: c (2).')
  expect(pastedSentence({ unknown: [], ambiguous: [] })).toBe('')
})
