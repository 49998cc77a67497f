// The access matrix's rows: for every route and method that the registry lists, a request that is
// well-formed and points at one object of a world, and what decides it. A route without a row fails.
import type { Action } from '@/lib/domain/permissions'
import { labelName, type World } from '@/lib/testing/access-world'

export type Ask = { params?: Record<string, string>; query?: string; body?: unknown }

export type Row = {
  ask: (world: World) => Ask
  /** What the object needs, where the door asks for less before it is loaded. */
  action?: Action
  /**
   * Whose the object is. `team`: the world's team. `fleet`: no team's. `person`: one person's, and
   * nobody else's. `filter`: a list of that team. `none`: there is no object, or the reply is cut to
   * the viewer's teams.
   */
  of: 'team' | 'fleet' | 'person' | 'filter' | 'none'
  /** Whoever lacks the right everywhere is told so, whether the object is there or not. */
  uniform?: true
  /** What is named and not there is made, for the whole fleet. */
  makes?: true
  /** To who lacks the right over it, it is not there. */
  hidden?: true
  /** It ends the session that asks. */
  ends?: true
}

const id = (value: number | string) => ({ params: { id: String(value) } })
const none = (ask: Ask = {}): Row => ({ of: 'none', ask: () => ask })
const team = (ask: Row['ask'], action?: Action): Row => ({
  of: 'team',
  ask,
  ...(action ? { action } : {}),
})
const fleet = (ask: Row['ask'], action?: Action): Row => ({
  of: 'fleet',
  ask,
  ...(action ? { action } : {}),
})
const persons = (ask: Row['ask']): Row => ({ of: 'person', ask })

const by = {
  host: (more: Ask = {}) => team((w) => ({ ...id(w.host), ...more })),
  query: (more: Ask = {}) => team((w) => ({ ...id(w.query), ...more })),
  pack: (more: Ask = {}) => team((w) => ({ ...id(w.pack), ...more })),
  rollout: (more: Ask = {}) => team((w) => ({ ...id(w.rollout), ...more })),
  campaign: (more: Ask = {}) => team((w) => ({ ...id(w.campaign), ...more })),
  run: (more: Ask = {}) => team((w) => ({ ...id(w.run), ...more })),
}

const name = (w: World) => `${w.mark} made`
const pages = 'per_page=500'

const people: Record<string, Row> = {
  'POST /fleet/logout': { ...none(), ends: true },
  'GET /fleet/me': none(),
  'GET /fleet/me/preferences': none(),
  'PATCH /fleet/me/preferences': none({ body: { preferences: { theme: 'dark' } } }),
  'GET /fleet/users': none({ query: pages }),
  'POST /fleet/users': team(
    (w) => ({
      body: {
        name: name(w),
        email: `${crypto.randomUUID()}@example.com`,
        teams: [{ id: w.team, role: 'observer' }],
      },
    }),
    'users:write',
  ),
  'GET /fleet/users/[id]': { ...team((w) => id(w.user), 'users:read'), hidden: true },
  'PATCH /fleet/users/[id]': {
    ...team((w) => ({ ...id(w.user), body: { email: `${w.mark}@x.example` } }), 'users:write'),
    hidden: true,
  },
  'DELETE /fleet/users/[id]': team((w) => id(w.user), 'users:write'),
  'POST /fleet/users/[id]/invitation': team((w) => ({ ...id(w.guest), body: {} }), 'users:write'),
  'DELETE /fleet/users/[id]/invitation': team((w) => id(w.guest), 'users:write'),
  'GET /fleet/sessions': none(),
  'DELETE /fleet/sessions': none({ query: 'others=true' }),
  'DELETE /fleet/sessions/[id]': {
    ...team((w) => id(w.session), 'users:write'),
    uniform: true,
  },
  'POST /fleet/sessions/prove': none({ body: { password: 'not the password' } }),
  'GET /fleet/tokens': none(),
  'POST /fleet/tokens': none({ body: { name: 'made' } }),
  'DELETE /fleet/tokens/[id]': { ...persons((w) => id(w.token)), action: 'tokens:read_all' },
  'GET /fleet/activities': none(),
  'GET /fleet/activities.csv': none(),
  'GET /fleet/activities.ndjson': none(),
  'GET /fleet/activities/[id]': fleet((w) => id(w.activity)),
  'GET /fleet/activities/verify': none(),
  'GET /fleet/config': none(),
  'POST /fleet/sso/test': none({ body: { issuer: 'http://127.0.0.1:9' } }),
  'PATCH /fleet/config': { ...none({ body: { org_name: 'Another' } }), action: 'settings:write' },
  'GET /fleet/simulated_hosts': none(),
  'POST /fleet/simulated_hosts': none({ body: {} }),
  'DELETE /fleet/simulated_hosts': none(),
}

const teams: Record<string, Row> = {
  'GET /fleet/teams': none({ query: pages }),
  'POST /fleet/teams': none({ body: { name: 'Another team' } }),
  'GET /fleet/teams/[id]': team((w) => id(w.team)),
  'PATCH /fleet/teams/[id]': team(
    (w) => ({ ...id(w.team), body: { description: 'new' } }),
    'teams:write',
  ),
  'DELETE /fleet/teams/[id]': team((w) => id(w.team)),
  'GET /fleet/teams/[id]/effect': team((w) => id(w.team)),
  'PATCH /fleet/teams/[id]/users': team((w) => ({
    ...id(w.team),
    body: { users: [{ id: w.user, role: 'observer' }] },
  })),
  'GET /fleet/enroll_secrets': none(),
  'POST /fleet/enroll_secrets': team((w) => ({ body: { name: name(w), team_id: w.team } })),
  'GET /fleet/enroll_secrets/[id]': team((w) => id(w.secret)),
  'GET /fleet/enroll_secrets/[id]/hosts': team((w) => id(w.secret)),
  'DELETE /fleet/enroll_secrets/[id]': team((w) => id(w.secret)),
  'GET /fleet/enrolments': {
    of: 'filter',
    ask: (w) => ({ query: `since=2026-01-01T00:00:00Z&team_id=${w.team}` }),
  },
  'GET /fleet/agent_options': team((w) => ({ query: `team_id=${w.team}` })),
  'GET /fleet/agent_options/revisions': team((w) => ({ query: `team_id=${w.team}` })),
  'GET /fleet/agent_options/revisions/[number]': team((w) => ({
    params: { number: '1' },
    query: `team_id=${w.team}`,
  })),
  'POST /fleet/agent_options/revisions/[number]/restore': team((w) => ({
    params: { number: '1' },
    body: { team_id: w.team },
  })),
  'POST /fleet/agent_options/preview': team((w) => ({
    body: { team_id: w.team, agent_options: {} },
  })),
  'GET /fleet/agent_options/facts': none(),
  'POST /fleet/agent_options/validate': none({ body: { content: '{}' } }),
}

const hosts: Record<string, Row> = {
  'GET /fleet/hosts': none({ query: pages }),
  'GET /fleet/hosts/count': none(),
  'GET /fleet/hosts/[id]': by.host(),
  'DELETE /fleet/hosts/[id]': by.host(),
  'GET /fleet/hosts/[id]/campaigns': by.host(),
  'GET /fleet/hosts/[id]/config': by.host(),
  'GET /fleet/hosts/[id]/explain': by.host(),
  'GET /fleet/hosts/[id]/latest': team((w) => ({
    ...id(w.host),
    query: `pack_query_id=${w.scheduled}`,
  })),
  'GET /fleet/hosts/[id]/queries': by.host(),
  'GET /fleet/hosts/[id]/queries/[query_id]': team((w) => ({
    params: { id: String(w.host), query_id: String(w.query) },
  })),
  'POST /fleet/hosts/[id]/query': by.host({ body: { query: 'SELECT 1' } }),
  'POST /fleet/hosts/[id]/refetch': by.host(),
  'GET /fleet/hosts/identifier/[identifier]': team((w) => ({
    params: { identifier: `${w.mark}-host-1` },
  })),
  'POST /fleet/hosts/transfer': team((w) => ({ body: { team_id: w.team, hosts: [w.host] } })),
  'POST /fleet/hosts/bulk': team(
    (w) => ({ body: { ids: [w.host], action: 'delete', dry_run: true } }),
    'hosts:write',
  ),
  'GET /fleet/hosts/views': none(),
  'POST /fleet/hosts/views': none({ body: { name: 'mine', params: {} } }),
  'DELETE /fleet/hosts/views/[id]': persons((w) => id(w.view)),
  'GET /fleet/host_conflicts': none({ query: pages }),
  'GET /fleet/host_conflicts/[id]': team((w) => id(w.conflict)),
  'POST /fleet/host_conflicts/[id]/keep_both': team((w) => ({ ...id(w.conflict), body: {} })),
  'POST /fleet/host_conflicts/[id]/merge': team((w) => ({ ...id(w.conflict), body: {} })),
  'POST /fleet/host_conflicts/[id]/reopen': team((w) => ({ ...id(w.conflict), body: {} })),
  'POST /fleet/host_conflicts/bulk': team((w) => ({
    body: { ids: [w.conflict], action: 'keep_both' },
  })),
  'GET /fleet/labels': none({ query: pages }),
  'POST /fleet/labels': none({ body: { name: 'made' } }),
  'GET /fleet/labels/[id]': fleet((w) => id(w.label)),
  'PATCH /fleet/labels/[id]': fleet((w) => ({ ...id(w.label), body: { description: 'new' } })),
  'DELETE /fleet/labels/[id]': fleet((w) => id(w.label)),
  'GET /fleet/labels/[id]/hosts': none({ params: { id: '1' } }),
  'GET /fleet/labels/[id]/members': none({ params: { id: '1' } }),
  'GET /fleet/labels/[id]/users': fleet((w) => id(w.label)),
  'POST /fleet/labels/preview': {
    ...none({ body: { query: 'SELECT 1' } }),
    action: 'labels:write',
  },
  'POST /fleet/labels/[id]/hosts': fleet((w) => ({ ...id(w.label), body: { add: [w.twin] } })),
  'GET /fleet/carves': none(),
  'GET /fleet/carves/[id]': team((w) => id(w.carve)),
  'GET /fleet/carves/[id]/download': team((w) => id(w.carve)),
  'DELETE /fleet/carves/[id]': team((w) => id(w.carve)),
  'GET /fleet/search': none({ query: 'q=zz' }),
  'GET /fleet/costs': none(),
  'GET /fleet/silent_queries': none(),
  'GET /fleet/status/frame': none(),
  'GET /fleet/status/overview': none(),
  'GET /fleet/status_logs': none(),
  'GET /fleet/dead_letters': none(),
  'GET /fleet/results': none(),
  'GET /fleet/osquery/tables': none(),
  'POST /fleet/targets/names': none({ body: { hosts: ['x'] } }),
}

const content = JSON.stringify({ queries: { a: { query: 'SELECT 1', interval: 60 } } })

const packs: Record<string, Row> = {
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

const queries: Record<string, Row> = {
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

const campaigns: Record<string, Row> = {
  'GET /fleet/campaigns': none({ query: pages }),
  'GET /fleet/campaigns/[id]': by.campaign(),
  'GET /fleet/campaigns/[id]/activity': by.campaign(),
  'POST /fleet/campaigns/[id]/again': by.campaign({ body: { states: ['failed'] } }),
  'GET /fleet/campaigns/[id]/diff': team((w) => ({
    ...id(w.campaign),
    query: `with=${w.run}`,
  })),
  'GET /fleet/campaigns/[id]/diff.csv': team((w) => ({
    ...id(w.campaign),
    query: `with=${w.run}`,
  })),
  'GET /fleet/campaigns/[id]/diff.ndjson': team((w) => ({
    ...id(w.campaign),
    query: `with=${w.run}`,
  })),
  'GET /fleet/campaigns/[id]/errors': by.campaign(),
  'GET /fleet/campaigns/[id]/groups': by.campaign(),
  'GET /fleet/campaigns/[id]/groups.csv': by.campaign(),
  'GET /fleet/campaigns/[id]/groups/hosts': by.campaign({
    query: 'columns=one&values={"one":"1"}',
  }),
  'POST /fleet/campaigns/[id]/groups/label': fleet((w) => ({
    ...id(w.campaign),
    body: { name: name(w), columns: ['one'], key: 'x' },
  })),
  'GET /fleet/campaigns/[id]/hosts': by.campaign(),
  'GET /fleet/campaigns/[id]/provenance': by.campaign(),
  'GET /fleet/campaigns/[id]/results': by.campaign(),
  'GET /fleet/campaigns/[id]/results.csv': by.campaign(),
  'GET /fleet/campaigns/[id]/results.ndjson': by.campaign(),
  'GET /fleet/campaigns/[id]/rows': by.campaign(),
  'GET /fleet/campaigns/[id]/stream': by.campaign(),
  'GET /fleet/campaigns/[id]/unanswered.csv': by.campaign(),
  'POST /fleet/campaigns/[id]/pause': team((w) => id(w.campaign), 'campaigns:stop_others'),
  'POST /fleet/campaigns/[id]/release': team((w) => id(w.campaign), 'campaigns:stop_others'),
  'POST /fleet/campaigns/[id]/resume': team((w) => id(w.campaign), 'campaigns:stop_others'),
  'POST /fleet/campaigns/[id]/stop': team(
    (w) => ({ ...id(w.campaign), body: {} }),
    'campaigns:stop_others',
  ),
  'GET /fleet/runs': none(),
  'GET /fleet/runs/[id]': by.run(),
  'POST /fleet/runs/[id]/pause': team((w) => id(w.run), 'campaigns:stop_others'),
  'POST /fleet/runs/[id]/release': team((w) => id(w.run), 'campaigns:stop_others'),
  'POST /fleet/runs/[id]/resume': team((w) => id(w.run), 'campaigns:stop_others'),
  'POST /fleet/runs/[id]/stop': team((w) => ({ ...id(w.run), body: {} }), 'campaigns:stop_others'),
}

/** By method and path, as the registry writes them. */
export const rows: Record<string, Row> = {
  ...people,
  ...teams,
  ...hosts,
  ...packs,
  ...queries,
  ...campaigns,
}

/** A world of which nothing exists. */
export const nowhere: World = {
  ...{ mark: 'zznowhere', team: 9_999, host: 9_999, twin: 9_999, query: 9_999, pack: 9_999 },
  ...{ scheduled: 9_999, rollout: 9_999, campaign: 9_999, run: 9_999, secret: 9_999, user: 9_999 },
  ...{ guest: 9_999, label: 9_999, token: 9_999, session: 9_999, set: 9_999, view: 9_999 },
  ...{ conflict: 9_999, carve: 9_999, activity: 9_999_999 },
}
