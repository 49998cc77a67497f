// Rows of the access matrix: packs, rollouts and saved queries.
import {
  by,
  fleet,
  id,
  name,
  none,
  pages,
  persons,
  type Row,
  team,
} from '@/lib/testing/access-rows'
import { labelName } from '@/lib/testing/access-world'

const content = JSON.stringify({ queries: { a: { query: 'SELECT 1', interval: 60 } } })

const scheduled = () =>
  team((w) => ({ params: { id: String(w.pack), query_id: String(w.scheduled) } }))

export const packRows: Record<string, Row> = {
  'GET /fleet/packs': none({ query: pages }),
  'POST /fleet/packs': team((w) => ({ body: { name: name(w), team_id: w.team } })),
  'GET /fleet/packs/[id]': by.pack(),
  'PATCH /fleet/packs/[id]': by.pack({ body: { description: 'new' } }),
  'DELETE /fleet/packs/[id]': team((w) => ({ params: { id: `${w.mark}-pack` } })),
  'DELETE /fleet/packs/id/[id]': by.pack(),
  'POST /fleet/packs/[id]/clone': by.pack({ body: {} }),
  'GET /fleet/packs/[id]/diff': by.pack(),
  'GET /fleet/packs/[id]/export': by.pack(),
  'GET /fleet/packs/[id]/health': by.pack(),
  'GET /fleet/packs/[id]/health/hosts': by.pack({ query: 'query=one&state=silent' }),
  'GET /fleet/packs/[id]/hosts': by.pack(),
  'GET /fleet/packs/[id]/latest': by.pack(),
  'POST /fleet/packs/[id]/preview': by.pack({ body: {} }),
  'GET /fleet/packs/[id]/revisions': by.pack(),
  'GET /fleet/packs/[id]/revisions/[number]': team((w) => ({
    params: { id: `${w.pack}`, number: '1' },
  })),
  'POST /fleet/packs/[id]/revisions/[number]/restore': team((w) => ({
    params: { id: `${w.pack}`, number: '1' },
    body: {},
  })),
  'GET /fleet/packs/[id]/rollouts': by.pack(),
  'POST /fleet/packs/[id]/rollouts': by.pack({ body: { revision: 2, share: 20 } }),
  'POST /fleet/packs/[id]/run': team((w) => ({
    ...id(w.pack),
    body: { selected: { hosts: [w.host] } },
  })),
  'POST /fleet/packs/[id]/run/preflight': team((w) => ({
    ...id(w.pack),
    body: { selected: { hosts: [w.host] } },
  })),
  'GET /fleet/packs/[id]/queries/[query_id]/report': scheduled(),
  'GET /fleet/packs/[id]/queries/[query_id]/report.csv': scheduled(),
  'GET /fleet/packs/[id]/queries/[query_id]/report.ndjson': scheduled(),
  'GET /fleet/packs/[id]/queries/[query_id]/hosts': scheduled(),
  'GET /fleet/packs/[id]/scheduled': by.pack(),
  'POST /fleet/packs/bulk': team((w) => ({ body: { ids: [w.pack], action: 'disable' } })),
  'POST /fleet/packs/import': team((w) => ({ body: { content, name: name(w), team_id: w.team } })),
  'POST /fleet/packs/import/undo': none({ body: { undo: [] } }),
  'POST /fleet/packs/preview': none({ body: { name: 'x', queries: [] } }),
  'GET /fleet/packs/starter': none(),
  'POST /fleet/packs/starter/[slug]': team((w) => ({
    params: { slug: 'first-look' },
    body: { name: name(w), team_id: w.team },
  })),
  'GET /fleet/packs/schedule/[id]': team((w) => id(w.scheduled)),
  'POST /fleet/packs/schedule': team((w) => ({
    body: { pack_id: w.pack, query_id: w.query, interval: 60 },
  })),
  'PATCH /fleet/packs/schedule/[id]': team((w) => ({ ...id(w.scheduled), body: { interval: 90 } })),
  'DELETE /fleet/packs/schedule/[id]': team((w) => id(w.scheduled)),
  'GET /fleet/schedule/[id]': team((w) => id(w.scheduled)),
  'PATCH /fleet/schedule/[id]': team((w) => ({ ...id(w.scheduled), body: { interval: 90 } })),
  'DELETE /fleet/schedule/[id]': team((w) => id(w.scheduled)),
  'GET /fleet/rollouts/[id]': by.rollout(),
  'PATCH /fleet/rollouts/[id]': by.rollout({ body: { share: 30 } }),
  'POST /fleet/rollouts/[id]/pause': by.rollout(),
  'POST /fleet/rollouts/[id]/promote': by.rollout(),
  'POST /fleet/rollouts/[id]/resume': by.rollout(),
  'POST /fleet/rollouts/[id]/roll_back': by.rollout(),
  'GET /fleet/spec/packs': none(),
  'POST /fleet/spec/packs': {
    ...team((w) => ({ body: { specs: [{ name: `${w.mark}-pack` }] } })),
    makes: true,
  },
  'GET /fleet/spec/packs/[name]': team((w) => ({ params: { name: `${w.mark}-pack` } })),
}

export const queryRows: Record<string, Row> = {
  'GET /fleet/queries': none({ query: pages }),
  'POST /fleet/queries': team((w) => ({
    body: { name: name(w), query: 'SELECT 1', team_id: w.team },
  })),
  'GET /fleet/queries/[id]': by.query(),
  'PATCH /fleet/queries/[id]': by.query({ body: { description: 'new' } }),
  'DELETE /fleet/queries/[id]': team((w) => ({ params: { id: `${w.mark}-query` } })),
  'DELETE /fleet/queries/id/[id]': by.query(),
  'POST /fleet/queries/[id]/clone': by.query({ body: {} }),
  'GET /fleet/queries/[id]/effect': by.query(),
  'GET /fleet/queries/[id]/hosts': by.query({ query: 'state=silent' }),
  'GET /fleet/queries/[id]/report': by.query(),
  'GET /fleet/queries/[id]/report.csv': by.query(),
  'GET /fleet/queries/[id]/report.ndjson': by.query(),
  'POST /fleet/queries/[id]/run': team((w) => ({ ...id(w.query), body: { host_ids: [w.host] } })),
  'POST /fleet/queries/delete': team((w) => ({ body: { ids: [w.query] } })),
  'POST /fleet/queries/preflight': team((w) => ({
    body: { query_id: w.query, selected: { hosts: [w.host] } },
  })),
  'POST /fleet/queries/run': team((w) => ({
    body: { query_id: w.query, selected: { hosts: [w.host] } },
  })),
  'POST /fleet/queries/run_by_identifiers': team((w) => ({
    body: { query_id: w.query, selected: { hosts: [`${w.mark}-host-1`] } },
  })),
  'POST /fleet/queries/validate': none({ body: { query: 'SELECT 1' } }),
  'GET /fleet/spec/queries': none(),
  'POST /fleet/spec/queries': team((w) => ({
    body: { specs: [{ name: `${w.mark}-query`, query: 'SELECT 3', team: `${w.mark}-team` }] },
  })),
  'GET /fleet/spec/queries/[name]': team((w) => ({ params: { name: `${w.mark}-query` } })),
  'GET /fleet/spec/labels': none(),
  'POST /fleet/spec/labels': {
    ...fleet((w) => ({ body: { specs: [{ name: labelName(w.mark) }] } })),
    makes: true,
  },
  'GET /fleet/spec/labels/[name]': fleet((w) => ({ params: { name: labelName(w.mark) } })),
  'POST /fleet/targets': none({ body: {} }),
  'POST /fleet/targets/count': none({ body: { selected: { hosts: [1] } } }),
  'GET /fleet/targets/sets': none(),
  'POST /fleet/targets/sets': none({ body: { name: 'mine', selected: {} } }),
  'PATCH /fleet/targets/sets/[id]': persons((w) => ({ ...id(w.set), body: { name: 'other' } })),
  'DELETE /fleet/targets/sets/[id]': persons((w) => id(w.set)),
}
