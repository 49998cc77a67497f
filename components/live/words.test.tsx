import { expect, test } from 'vitest'
import { findingsOf } from '@/components/sql/check-findings'
import { curlOf } from './command-words'
import { canarySentence, guardInForce, pauseSentence } from './guard-words'
import { countSentence, happeningSentence, platformSentence, runWords } from './words'

const counts = (online: number, offline: number, missing = 0) => ({
  targets_count: online + offline,
  targets_online: online,
  targets_offline: offline,
  targets_missing_in_action: missing,
  by_platform: { linux: online + offline },
})
const ready = {
  sql: 'SELECT 1',
  source: 'sql' as const,
  findings: [],
  bytes_max: 65_536,
  chosen: true,
  faults: {},
}

test('the button repeats the number of hosts', () => {
  expect(runWords({ ...ready, counts: counts(843, 57) })).toEqual({ label: 'Run on 900 hosts' })
  expect(runWords({ ...ready, counts: counts(1, 0) })).toEqual({ label: 'Run on 1 host' })
})

test('with nobody online it queues, and with nobody at all it says so and cannot be pressed', () => {
  expect(runWords({ ...ready, counts: counts(0, 57) }).label).toBe('Queue for 57 offline hosts')
  const nobody = runWords({ ...ready, counts: counts(0, 0) })
  expect(nobody.label).toBe('No host matches')
  expect(nobody.refusal).toBeDefined()
})

test('invalid SQL names its line; a table Muster does not know does not block', () => {
  const found = (message: string) =>
    findingsOf({ errors: [{ message, line: 3, column: 7 }], warnings: [] }, true)
  const wrong = { ...ready, counts: counts(1, 0), findings: found('near "FORM"') }
  expect(runWords(wrong).label).toBe('Line 3 is not valid')
  const unknown = { ...wrong, findings: found('no such table: corp_assets') }
  expect(runWords(unknown).label).toBe('Run on 1 host')
})

test('a value that is missing or wrong is named by the button', () => {
  const faults = { min_port: 'Needs a value' }
  const words = runWords({ ...ready, counts: counts(1, 0), faults })
  expect(words).toMatchObject({ label: 'Mend min_port', refusal: 'min_port: Needs a value' })
})

test('the parts of the count add up, missing ones are among the offline', () => {
  expect(countSentence(counts(843, 57, 12))).toBe(
    '900 hosts = 843 online + 57 offline (12 missing)',
  )
  expect(platformSentence({ windows: 301, darwin: 512, freebsd: 0, linux: 87 })).toBe(
    'macOS 512 + Linux 87 + Windows 301',
  )
})

test('a quote in the SQL cannot leave the copied command', () => {
  const body = { query: "SELECT 'a'; $(reboot)" }
  const command = curlOf('https://muster.example', '/api/v1/fleet/queries/run', body)
  expect(command).toContain("SELECT '\\''a'\\''; $(reboot)")
  expect(command).not.toMatch(/[^\\]''a/)
  expect(command).toContain('"Authorization: Bearer $MUSTER_TOKEN"')
})

test('above the organisation’s size a canary comes first unless it was taken away', () => {
  const large = { total: 900, above: 500, declined: false }
  expect(guardInForce({}, large)).toEqual({ canary: 25, canary_release: 'manual' })
  expect(guardInForce({}, { ...large, total: 500 })).toEqual({})
  expect(guardInForce({}, { ...large, declined: true })).toEqual({})
  expect(guardInForce({ canary: 3, canary_release: 'auto' }, large)).toEqual({
    canary: 3,
    canary_release: 'auto',
  })
  const idle = guardInForce({ canary_release: 'auto', max_wall_ms: 9 }, { ...large, total: 9 })
  expect(idle).toEqual({ max_wall_ms: 9 })
})

test('the canary and the others add up to everybody', () => {
  expect(canarySentence({ canary: 25 }, 900)).toBe(
    '25 canary hosts first, then 875 when you say so',
  )
  expect(canarySentence({ canary: 25 }, 12)).toContain('All 12 hosts are asked at once')
})

test('what will happen names the rate, the late ones, the end and what pauses it', () => {
  const guard = { hosts_per_minute: 60, max_error_percent: 5, max_memory_bytes: 50_000_000 }
  const limits = { expires_in: 600, include_offline: true, newcomers: false, guard }
  expect(happeningSentence({ total: 900, online: 843, limits })).toBe(
    '843 online hosts at the next check-in; at most 60 hosts a minute; 57 offline may answer when they return; open for 10 min; pauses above 5 % errors or 50 MB.',
  )
  expect(pauseSentence({ canary: 3 })).toBeUndefined()
})
