import { expect, test } from 'vitest'
import { findingsOf } from '@/components/sql/check-findings'
import { countSentence, curlOf, runWords } from './words'

const counts = (online: number, offline: number, missing = 0) => ({
  targets_count: online + offline,
  targets_online: online,
  targets_offline: offline,
  targets_missing_in_action: missing,
})
const ready = { sql: 'SELECT 1', findings: [], bytes_max: 65_536, chosen: true }

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

test('the parts of the count add up, missing ones are among the offline', () => {
  expect(countSentence(counts(843, 57, 12))).toBe(
    '900 hosts = 843 online + 57 offline (12 missing)',
  )
})

test('a quote in the SQL cannot leave the copied command', () => {
  const command = curlOf('https://muster.example', { query: "SELECT 'a'; $(reboot)" })
  expect(command).toContain("SELECT '\\''a'\\''; $(reboot)")
  expect(command).not.toMatch(/[^\\]''a/)
})
