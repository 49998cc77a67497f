import { expect, test } from 'vitest'
import type { Pack } from '@/lib/wire/packs'
import { restoreEffect, revisionParts, standingOf } from './revisions-words'

const rollout = { id: 1, from: 7, to: 8, share: 10, label_id: null, reason: null }
const pack = (more: Partial<Pack>): Pack => ({
  ...{ id: 1, name: 'baseline', description: '', platform: '', version: '', shard: null },
  ...{ discovery: [], disabled: false, type: null, team_id: null, label_match: 'any' as const },
  ...{ labels: [], hosts: [], teams: [], label_ids: [], host_ids: [], team_ids: [] },
  ...{ exclude_label_ids: [], exclude_host_ids: [], tags: [], changed_by: null, query_count: 0 },
  ...{
    revision: 9,
    released: 7,
    rollout: null,
    total_hosts_count: 0,
    created_at: '',
    updated_at: '',
  },
  ...more,
})

test('the parts of the bar are every host of the pack, whatever they run', () => {
  const hosts_by_revision = [
    { revision: 8, hosts: 104 },
    { revision: 7, hosts: 902 },
    { revision: 6, hosts: 20 },
    { revision: 2, hosts: 4 },
    { revision: null, hosts: 10 },
  ]
  const running = { ...rollout, state: 'paused' as const }
  const counts = (given: Pack) => revisionParts(given).map(({ label, count }) => [label, count])
  expect(counts(pack({ hosts_by_revision, rollout: running }))).toEqual([
    ['on r8', 104],
    ['on r7', 902],
    ['older', 24],
    ['not told yet', 10],
  ])
  expect(counts(pack({ hosts_by_revision }))).toEqual([
    ['on r7', 902],
    ['on others', 128],
    ['not told yet', 10],
  ])
})

test('a revision is on its way, released, a draft, or past', () => {
  const standing = pack({ rollout: { ...rollout, state: 'running' } })
  const words = [9, 8, 7, 6].map((number) => standingOf(number, standing)?.word)
  expect(words).toEqual(['draft', 'rolling out', 'released', undefined])
})

test('restoring says whether a host gets it', () => {
  expect(restoreEffect(pack({}), { number: 3 }, false)).toContain('Hosts get it')
  expect(restoreEffect(pack({}), { number: 3 }, true)).toContain('draft that no host gets')
  const running = pack({ rollout: { ...rollout, state: 'running' } })
  expect(restoreEffect(running, { number: 3 }, false)).toContain('A rollout is under way')
})
