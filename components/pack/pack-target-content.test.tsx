import { expect, test } from 'vitest'
import { selectedOf, type Targets, targetsOf, targetWords } from './pack-target-content'

const nobody: Targets = {
  ...{ label_match: 'any', label_ids: [], host_ids: [], team_ids: [] },
  ...{ exclude_label_ids: [], exclude_host_ids: [] },
}

const everybody = 1

test('everybody is the label that everybody has, and others chosen before come back', () => {
  const some: Targets = { ...nobody, label_ids: [7], host_ids: [3], exclude_label_ids: [9] }
  const all = targetsOf({ ...selectedOf(some, everybody), all: true }, everybody)
  expect(all).toEqual({ ...some, label_ids: [1, 7] })
  expect(selectedOf(all, everybody).all).toBe(true)
  expect(targetsOf({ ...selectedOf(all, everybody), all: false }, everybody)).toEqual(some)
})

test('with "all of" the other labels decide', () => {
  const both: Targets = { ...nobody, label_match: 'all', label_ids: [1, 7] }
  expect(selectedOf(both, everybody)).toMatchObject({ all: false, labels: [7] })
  expect(selectedOf({ ...both, label_ids: [1] }, everybody).all).toBe(true)
})

test('the sentence names what is known and numbers the rest', () => {
  const names = {
    labels: new Map([
      [7, 'Finance'],
      [9, 'Kiosks'],
    ]),
    teams: new Map<number, string>(),
    hosts: new Map<number, string>(),
  }
  const targets = { ...nobody, label_ids: [7], exclude_label_ids: [9], shard: 10 }
  expect(targetWords(targets, names)).toBe('Hosts in Finance, except Kiosks, a 10 % sample')
  expect(targetWords({ ...targets, label_ids: [8] }, names)).toContain('label 8')
  expect(targetWords({ ...nobody, shard: null }, names)).toBe('Nobody: it has no target')
})
