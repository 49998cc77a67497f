import { expect, test } from 'vitest'
import {
  builtInLabels,
  type Candidate,
  isSameMachine,
  judgeEnrolment,
  mergeSilenceMs,
  properIdentifier,
} from '@/lib/domain/identity'

const minute = 60_000
const hour = 60 * minute

function candidate(changes: Partial<Candidate> = {}): Candidate {
  return {
    ...{ id: 1, same_instance: true, contradicted: false },
    ...{ enrolled_ago_ms: 2 * hour, seen_ago_ms: minute },
    ...changes,
  }
}

test('identifiers that many machines share count as absent', () => {
  const junk = [
    '',
    ' ',
    '0',
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    '03000200-0400-0500-0006-000700080009',
    'To Be Filled By O.E.M.',
    'Default string',
    'None',
    '...............',
  ]
  for (const text of junk) expect(properIdentifier(text)).toBe('')
  expect(properIdentifier(' C02XK1 ')).toBe('c02xk1')
  expect(properIdentifier('S1')).toBe('s1')
})

test.each([
  ['nobody shares an identifier', [], { outcome: 'new' }],
  [
    'the same instance, a minute ago',
    [candidate({ enrolled_ago_ms: minute })],
    { outcome: 'same', host_id: 1 },
  ],
  [
    'the same instance, eleven minutes ago, alive',
    [candidate({ enrolled_ago_ms: 11 * minute })],
    { outcome: 'provisional', host_id: 1 },
  ],
  [
    'the same machine a minute ago, another instance',
    [candidate({ same_instance: false, enrolled_ago_ms: minute })],
    { outcome: 'provisional', host_id: 1 },
  ],
  [
    'silent for 59 minutes',
    [candidate({ seen_ago_ms: 59 * minute })],
    { outcome: 'provisional', host_id: 1 },
  ],
  ['silent for an hour', [candidate({ seen_ago_ms: hour })], { outcome: 'takeover', host_id: 1 }],
  [
    'never seen, enrolled long ago',
    [candidate({ seen_ago_ms: Number.POSITIVE_INFINITY })],
    { outcome: 'takeover', host_id: 1 },
  ],
  [
    'two records: the same instance wins',
    [
      candidate({ same_instance: false, enrolled_ago_ms: 1 }),
      candidate({ id: 2, seen_ago_ms: hour }),
    ],
    { outcome: 'takeover', host_id: 2 },
  ],
] as const)('under grace: %s', (_, candidates, verdict) => {
  expect(judgeEnrolment('grace', [...candidates])).toEqual(verdict)
})

test('strict never reuses a record and open always does', () => {
  for (const found of [
    candidate(),
    candidate({ enrolled_ago_ms: 1 }),
    candidate({ seen_ago_ms: hour }),
  ]) {
    expect(judgeEnrolment('strict', [found])).toEqual({ outcome: 'provisional', host_id: 1 })
    expect(judgeEnrolment('open', [found])).toEqual({ outcome: 'same', host_id: 1 })
  }
})

test('a provisional host is the same machine only when the other stopped as it began', () => {
  const pair = {
    provisional_enrolled_ago_ms: 10 * minute,
    provisional_seen_ago_ms: 1_000,
    other_seen_ago_ms: 11 * minute,
    other_rhythm_seconds: 60,
  }
  expect(isSameMachine(pair)).toBe(true)
  expect(isSameMachine({ ...pair, other_seen_ago_ms: 9 * minute })).toBe(false)
  expect(isSameMachine({ ...pair, other_rhythm_seconds: 300 })).toBe(false)
  expect(isSameMachine({ ...pair, provisional_enrolled_ago_ms: 4 * minute })).toBe(false)
  expect(isSameMachine({ ...pair, provisional_seen_ago_ms: 12 * minute })).toBe(false)
  expect([0, 60, 300].map(mergeSilenceMs)).toEqual([300_000, 300_000, 900_000])
})

test('built-in labels follow platform and distribution', () => {
  expect(builtInLabels({ platform: 'darwin', os_name: 'macOS' })).toEqual(['All Hosts', 'macOS'])
  expect(builtInLabels({ platform: 'linux', os_name: 'CentOS Linux' })).toEqual([
    'All Hosts',
    'All Linux',
    'CentOS Linux',
  ])
  expect(builtInLabels({ platform: 'linux', os_name: 'Red Hat Enterprise Linux' })).toContain(
    'Red Hat Linux',
  )
  expect(builtInLabels({ platform: 'unknown', os_name: 'Ubuntu' })).toEqual(['All Hosts'])
})
