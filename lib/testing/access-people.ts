// Rows of the access matrix: people, teams, secrets, options, settings and the audit trail.
import { fleet, id, name, none, pages, persons, type Row, team } from '@/lib/testing/access-rows'

export const peopleRows: Record<string, Row> = {
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
  'GET /fleet/users/[id]/identities': {
    ...team((w) => id(w.user), 'users:write'),
    hidden: true,
  },
  'DELETE /fleet/users/[id]/identities/[identity_id]': {
    ...team((w) => ({ params: { id: String(w.user), identity_id: String(w.identity) } })),
    action: 'users:write',
    hidden: true,
  },
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

export const teamRows: Record<string, Row> = {
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
