import { expect, test } from 'vitest'
import type { Preflight } from '@/lib/wire/campaign-preflight'
import type { PackRunPlan } from '@/lib/wire/runs'
import { openCount } from './open-campaigns'
import { packRunWords, packSentence, roundOf, roundWords } from './pack-words'
import { answersSentence, costSentence, missingSentence, sizeSentence } from './preflight-words'

const now = Date.parse('2026-03-14T14:00:00Z')
const clock = { zone: 'UTC', now }
const preflight: Preflight = {
  hosts: { total: 900, online: 843, offline: 57, missing: 12, by_platform: { linux: 900 } },
  missing_on: [],
  estimate: {
    cpu_ms_p95: 44,
    rows_per_host: 2.1,
    bytes_per_host: 444,
    rows: 1_900,
    bytes: 400_000,
    agent_seconds: 39.6,
    runs: 3,
    hosts_measured: 40,
    basis: 'measured',
    class: 'minimal',
  },
  denylisted_hosts: 3,
  denylisted_sample: [],
  first_answer_seconds: 4,
  expected_90_at: '2026-03-14T14:00:24Z',
  confirm: { needed: true, hosts: 900, password: false },
  history: [],
  queue_only: false,
}

test('answers are foretold as a fraction with its time', () => {
  expect(answersSentence(preflight, clock)).toBe(
    'First answers in about 4 s; 759 of 843 online (90 %) by 14:00:24.',
  )
  expect(answersSentence({ ...preflight, expected_90_at: null }, clock)).toBe(
    'First answers in about 4 s.',
  )
})

test('a time that has passed is not foretold', () => {
  const late = { ...clock, now: now + 60_000 }
  expect(answersSentence(preflight, late)).toContain('by 14:01:00')
})

test('with nobody online the wait is named', () => {
  const asleep = { ...preflight, queue_only: true }
  expect(answersSentence(asleep, clock)).toBe('No host is online: answers come when they return.')
})

test('cost says what it was measured on, or that it was not', () => {
  expect(sizeSentence(preflight)).toBe('About 2.1 rows a host, 1,900 rows, 400 kB.')
  expect(costSentence(preflight)).toBe(
    '44 ms of agent time a host (p95 of 3 runs on 40 hosts), 40 s on all together.',
  )
  expect(costSentence({ ...preflight, estimate: null })).toContain('not known')
  const lacks = { platform: 'darwin', hosts: 512, reason: 'deb_packages does not exist on macOS' }
  expect(missingSentence(lacks)).toBe('macOS, 512 hosts: deb_packages does not exist on macOS')
})

const plan: PackRunPlan = {
  hosts: { total: 12, online: 10, offline: 2 },
  queries: [1, 2, 3].map((id) => ({
    ...{ id, name: `q${id}`, hosts: 12, online: 10, cost_ms: 9, missing_on: [] },
  })),
  skipped: [],
  confirm: { needed: false, hosts: 12, password: false },
}

test('a pack is told by its queries and hosts, two queries at each check-in', () => {
  const state = { pack_id: 1, nobody: false, plan, refusal: undefined }
  expect(packRunWords(state).label).toBe('Run 3 queries on 12 hosts')
  expect(packRunWords({ ...state, pack_id: null }).refusal).toBeDefined()
  expect(packRunWords({ ...state, plan: undefined }).label).toBe('Counting hosts')
  expect([0, 1, 2, 3, 4].map(roundOf)).toEqual([1, 1, 2, 2, 3])
  expect(roundWords(1)).toBe('at the next check-in')
  const limits = { expires_in: 600, include_offline: true, newcomers: false, guard: {} }
  expect(packSentence(plan, limits)).toContain('3 queries, 36 questions in all')
})

test('a pack run counts as one open question, however many queries it asks', () => {
  const open = [
    { id: 1, run_id: null },
    { id: 2, run_id: 7 },
    { id: 3, run_id: 7 },
  ]
  expect(openCount(open)).toBe(2)
})
