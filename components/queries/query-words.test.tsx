import { expect, test } from 'vitest'
import { platformsOf, runCost, saveEffect, saveTitle } from './query-words'

const pack = (name: string, drafts = false) => ({ id: 1, name, disabled: false, drafts })

test('saving names packs and hosts, those out of view by number, and where it waits', () => {
  const effect = {
    packs: [pack('Baseline'), pack('Servers', true)],
    packs_count: 3,
    hosts: 1040,
    online: 912,
    offline: 128,
  }
  expect(saveTitle(effect)).toBe('Change the SQL of 3 packs on 1,040 hosts?')
  expect(saveEffect(effect)).toEqual([
    'It is in Baseline, Servers, and 1 pack of another team.',
    '912 online get it at their next refresh, 128 offline when they return.',
    expect.stringMatching(/^Agents from 5.8 on compare the rows of differential queries/),
    'A rollout is under way in Servers: there the change waits as a draft.',
  ])
})

test('a cost by rule says that it is a guess', () => {
  const cost = { cpu_ms_p50: 0.2, cpu_ms_p95: 2100, class: 'minimal' } as const
  expect(runCost({ ...cost, basis: 'measured' })).toBe('< 1 ms, p95 2.1 s')
  expect(runCost({ ...cost, cpu_ms_p50: 31, basis: 'rule' })).toBe('~ 31 ms')
})

test('a platform text falls into its names', () => {
  expect(platformsOf('linux, darwin')).toEqual(['linux', 'darwin'])
  expect(platformsOf('')).toEqual([])
})
