import { expect, test } from 'vitest'
import { Campaign } from '@/lib/wire/campaigns'
import { Selected } from '@/lib/wire/targets'
import { campaignFilters, linkFilters, momentFilters } from './campaign-filters'
import { compareLink, stopRefusal } from './campaign-list-acts'
import { cloneLink } from './share-menu'
import { apiQuery, itemOf } from './use-campaign-list'

const counts = {
  ...{ targeted: 1, waiting: 1, sent: 0, answered: 0, failed: 0, denylisted: 0, too_large: 0 },
  ...{ expired: 0, cancelled: 0, rows: 0 },
}

const campaign = (id: number, more: Partial<Campaign> = {}) =>
  Campaign.parse({
    ...{ id, query_id: null, query: 'SELECT 1', sql: 'SELECT 1', template: null, parameters: [] },
    ...{ name: '', status: 'running', reason: null, guard: {}, holding: false, again_of: null },
    ...{
      rows_capped: false,
      run_id: null,
      destinations: [],
      user_id: 1,
      user: { id: 1, name: 'Ada' },
    },
    targets: Selected.parse({}),
    ...{ include_offline: true, newcomers: false, late_answers: 'keep', ended_at: null, counts },
    created_at: '2026-03-14T14:00:00Z',
    expires_at: '2026-03-14T14:10:00Z',
    ...more,
  })

test('a range is counted back from now, and a link with its own start keeps it', () => {
  const now = Date.parse('2026-03-14T14:00:00Z')
  expect(apiQuery('range=24h&query=port', now).toString()).toBe(
    'query=port&from=2026-03-13T14%3A00%3A00.000Z',
  )
  const both = 'range=24h&from='
  expect(apiQuery(`${both}2026-03-14T09:00:00Z`, now).get('from')).toBe('2026-03-14T09:00:00.000Z')
  expect(apiQuery(`${both}2026-03-01T00:00:00Z`, now).get('from')).toBe('2026-03-13T14:00:00.000Z')
  expect(apiQuery('range=ages', now).toString()).toBe('')
  expect(apiQuery('from=2026-03-01T00:00:00Z', now).get('from')).toBe('2026-03-01T00:00:00Z')
})

test('exactly two are compared, the older first', () => {
  const [a, b, c] = [57, 51, 60].map((id) => itemOf(campaign(id)))
  if (!a || !b || !c) throw new Error('no items')
  expect(compareLink([a, b])).toBe('/campaigns/compare?a=51&b=57')
  expect(compareLink([a])).toBeUndefined()
  expect(compareLink([a, b, c])).toBeUndefined()
})

test('who may stop only what is theirs is told which one is not', () => {
  const mine = itemOf(campaign(1))
  const other = itemOf(campaign(2, { user_id: 9 }))
  const viewer = { id: 1, stops_own: true, stops_others: false }
  expect(stopRefusal([mine], viewer)).toBeUndefined()
  expect(stopRefusal([mine, other], viewer)).toContain('#2')
  expect(stopRefusal([mine, other], { ...viewer, stops_others: true })).toBeUndefined()
})

test('a filter for packs is offered only where one was run; keys of a link become chips', () => {
  const names = { labels: [], teams: [], hosts: [] }
  const keys = (packs: { id: number; name: string }[]) =>
    campaignFilters({ askers: [], packs }, names, () => null).map(({ key }) => key)
  expect(keys([])).not.toContain('pack_id')
  expect(keys([{ id: 1, name: 'Hardware' }])).toContain('pack_id')
  expect(linkFilters(new URLSearchParams('run_id=7'))).toMatchObject([
    { key: 'run_id', choices: [{ value: '7', label: '#7' }] },
  ])
  const [from, to] = momentFilters(new URLSearchParams('from=2026-03-01T08:30:00Z'), 'UTC')
  expect(from?.choices).toMatchObject([{ value: '2026-03-01T08:30:00Z' }])
  expect(from?.choices[0]?.label).toContain('08:30')
  expect(to?.choices).toEqual([])
})

test('a clone carries the question and its values, and no target', () => {
  const asked = campaign(1, {
    template: 'SELECT {{port}}',
    parameters: [{ name: 'port', type: 'number', value: 22 }],
  })
  const link = new URL(cloneLink(asked), 'http://localhost')
  expect(Object.fromEntries(link.searchParams)).toEqual({
    sql: 'SELECT {{port}}',
    params: '{"port":22}',
  })
  expect(cloneLink(campaign(1, { query_id: 3 }))).toBe('/live?query_id=3')
})
