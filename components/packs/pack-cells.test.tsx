import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { PackSummary } from '@/lib/wire/pack-listing'
import { DayCost, PackHealth, revisionParts } from './pack-cells'

const pack: PackSummary = {
  id: 1,
  name: 'Baseline',
  description: '',
  platform: '',
  version: '',
  shard: null,
  discovery: [],
  disabled: false,
  type: null,
  team_id: null,
  label_match: 'any',
  labels: [],
  hosts: [],
  teams: [],
  label_ids: [],
  host_ids: [],
  team_ids: [],
  exclude_label_ids: [],
  exclude_host_ids: [],
  tags: [],
  revision: 8,
  released: 7,
  rollout: null,
  changed_by: 'Ada',
  query_count: 2,
  total_hosts_count: 1040,
  hosts_by_revision: [
    { revision: 8, hosts: 104 },
    { revision: 7, hosts: 902 },
    { revision: null, hosts: 34 },
  ],
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  needs: [],
  last_result_at: null,
  cost: null,
}
afterEach(cleanup)

test('hosts by revision add up, the released one is well, those of none come last', () => {
  const parts = revisionParts(pack)
  expect(parts.map(({ label, count }) => `${count} ${label}`)).toEqual([
    '104 on r8',
    '902 on r7',
    '34 none yet',
  ])
  expect(parts.map(({ tone }) => tone)).toEqual(['info', 'ok', 'offline'])
})

test('the worst need stands in a word and the others are counted; an off pack needs nobody', () => {
  const needs: PackSummary['needs'] = [
    { kind: 'denylisted', count: 2, detail: 'usb denylisted on 7' },
    { kind: 'silent', count: 1, detail: 'up silent on 3' },
  ]
  const { rerender, container } = render(<PackHealth pack={{ ...pack, needs }} />)
  expect(screen.getByText('2 denylisted')).toBeTruthy()
  expect(screen.getByText('+1')).toBeTruthy()
  expect(container.querySelector('[title]')?.getAttribute('title')).toBe(
    'usb denylisted on 7\nup silent on 3',
  )
  rerender(<PackHealth pack={{ ...pack, needs, disabled: true }} />)
  expect(container.textContent).toBe('off')
})

test('a cost that is more than light says so in words, and a guess is marked', () => {
  const cost = { agent_seconds_per_day: 71.4, basis: 'rule' } as const
  const { container } = render(<DayCost cost={cost} />)
  expect(container.textContent).toBe('heavy, ~ 71 s')
})
