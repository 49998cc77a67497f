import { expect, test } from 'vitest'
import type { ExplainedPack } from '@/lib/wire/host-explanations'
import { foundPacks, packPlace, queryPlace, whyWord } from './why-words'

const runs = { scheduled: true, steps: [] }
const failed = {
  scheduled: false,
  steps: [{ rule: 'platform', outcome: 'failed' as const, detail: '"darwin" on linux' }],
}
const declined = {
  scheduled: true,
  steps: [
    {
      rule: 'version',
      outcome: 'predicted' as const,
      detail: 'needs 6, host has 5',
      expected: false,
    },
  ],
}

test('the first rule that fails is the reason; a pack that does not run takes its queries with it', () => {
  expect(whyWord(runs)).toMatchObject({ word: 'runs' })
  expect(whyWord(failed)).toMatchObject({ word: 'does not run', reason: '"darwin" on linux' })
  expect(whyWord(runs, failed)).toMatchObject({ word: 'does not run', reason: 'see above' })
})

test('what the agent is expected to skip is never told to run', () => {
  expect(whyWord(declined)).toMatchObject({ word: 'agent skips it' })
  expect(whyWord(runs, declined)).toMatchObject({ word: 'agent skips it' })
})

test('a text finds queries by name, and a pack by its own with all of them', () => {
  const pack = (name: string, queries: string[]): ExplainedPack => ({
    ...{ pack_id: 1, name, revision: 1, ...runs },
    queries: queries.map((query) => ({ name: query, ...runs })),
  })
  const packs = [pack('Mac', ['usb', 'users']), pack('Users of Linux', ['logins'])]
  const found = foundPacks(packs, 'users').map(({ pack: { name }, queries }) => [
    name,
    queries.map((query) => query.name),
  ])
  expect(found).toEqual([
    ['Mac', ['users']],
    ['Users of Linux', ['logins']],
  ])
  expect(foundPacks(packs, 'nothing')).toEqual([])
})

test('the way to the pack leads to the tab of the rule that decided', () => {
  const step = (rule: string, outcome: 'passed' | 'failed') => ({ rule, outcome, detail: '' })
  const steps = [step('enabled', 'passed'), step('target', 'failed'), step('version', 'failed')]
  expect(packPlace({ pack_id: 4, steps })).toBe('/packs/4?tab=targets')
  expect(packPlace({ pack_id: 4, steps: [step('enabled', 'failed')] })).toBe('/packs/4')
  expect(packPlace({ pack_id: 4, steps: [step('target', 'passed')] })).toBe('/packs/4')
  expect(queryPlace(4, 'usb & more')).toBe('/packs/4?query=usb+%26+more')
})
