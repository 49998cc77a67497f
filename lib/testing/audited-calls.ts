// Calls of routes that must leave an entry in the audit trail, for the proof that each of them does.
import { expect } from 'vitest'
import { sql } from '@/lib/store/db'
import { call } from '@/lib/testing/people'
import type { routeHandlers } from '@/lib/testing/route-files'

/** Routes that change nothing, or nothing that anybody else could miss. */
export const exceptions: Record<string, string> = {
  'POST /fleet/agent_options/preview': 'reads: what options would do',
  'POST /fleet/agent_options/validate': 'reads: whether options are right',
  'POST /fleet/destinations/preview': 'reads: how many lines would pass',
  'POST /fleet/invitations/open': 'reads: for whom a link is',
  'POST /fleet/packs/[id]/preview': 'reads: what saving would do',
  'POST /fleet/packs/[id]/run/preflight': 'reads: what a run would do',
  'POST /fleet/packs/preview': 'reads: what saving would do',
  'POST /fleet/queries/preflight': 'reads: what a launch would do',
  'POST /fleet/queries/validate': 'reads: whether SQL is right',
  'POST /fleet/targets': 'reads: who is meant',
  'POST /fleet/targets/count': 'reads: how many are meant',
  'POST /fleet/targets/names': 'reads: which hosts are called so',
  'POST /fleet/sso/test': 'reads: whether the provider answers',
  'PATCH /fleet/me/preferences': "one's own theme, density and zone",
  'POST /fleet/hosts/views': "one's own view of the list",
  'DELETE /fleet/hosts/views/[id]': "one's own view of the list",
  'POST /fleet/results/views': "one's own view of the list",
  'DELETE /fleet/results/views/[id]': "one's own view of the list",
  'POST /fleet/simulated_hosts': 'a process of its own: proved in simulated-hosts.test',
  'DELETE /fleet/simulated_hosts': 'a process of its own: proved in simulated-hosts.test',
}

export type Asked = {
  params?: Record<string, string | number>
  body?: unknown
  query?: string
  token?: string
}

export type Any = { [key: string]: Any } & { id: number; token: string; url: string }

/** How many entries there are, and what the newest is of. */
export async function trail(): Promise<{ n: number; type: string }> {
  const [row] = await sql<{ n: number; type: string }>(
    'work',
    'SELECT count(*) AS n, (SELECT type FROM activities ORDER BY id DESC LIMIT 1) AS type FROM activities',
  )
  return row ?? { n: 0, type: '' }
}

type Handlers = Awaited<ReturnType<typeof routeHandlers>>

/** Calls of those routes in the name of `token`; `told` has the ones that left an entry. */
export class AuditedCalls {
  readonly told = new Set<string>()
  token = ''

  constructor(private readonly handlers: Handlers) {}

  /** Calls the route, which must succeed and leave an entry; gives what it answered. */
  async act(name: string, asked: Asked = {}): Promise<Any> {
    const handler = this.handlers.get(name)
    if (!handler) throw new Error(`there is no route ${name}`)
    const before = await trail()
    const [method = ''] = name.split(' ')
    const reply = await call(handler, {
      ...{ token: asked.token ?? this.token, method, params: paramsOf(asked) },
      ...(method === 'GET' ? {} : { body: asked.body ?? {} }),
      ...(asked.query ? { query: asked.query } : {}),
    })
    expect([name, reply.status, reply.body]).toEqual([
      name,
      expect.toBeOneOf([200, 201, 202, 204]),
      reply.body,
    ])
    expect([name, (await trail()).n > before.n]).toEqual([name, true])
    this.told.add(name)
    return reply.body as Any
  }

  /** Any route that answers a file: it is taken as a reader does and must leave an entry too. */
  async take(name: string, asked: Asked = {}): Promise<void> {
    const before = await trail()
    const request = new Request(`http://localhost:3000/x?${asked.query ?? ''}`, {
      headers: { authorization: `Bearer ${this.token}` },
    })
    const params = Promise.resolve({ version: 'v1', ...paramsOf(asked) })
    const reply = await this.handlers.get(name)?.(request, { params })
    await reply?.arrayBuffer()
    expect([name, reply?.status]).toEqual([name, 200])
    expect([name, (await trail()).n > before.n]).toEqual([name, true])
    this.told.add(name)
  }
}

const paramsOf = ({ params = {} }: Asked): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)]))

/** Ids of so many new hosts. */
export async function hosts(count: number): Promise<number[]> {
  const rows = await sql<{ id: number }>(
    'work',
    `WITH made AS (INSERT INTO hosts (hostname, display_name, platform)
       SELECT 'h' || g, 'H' || g, 'linux' FROM generate_series(1, $1::int) g RETURNING id),
     seen AS (INSERT INTO host_seen (host_id) SELECT id FROM made)
     SELECT id FROM made ORDER BY id`,
    [count],
  )
  return rows.map((row) => row.id)
}

/** The id of a conflict between two new hosts. */
export async function conflict(): Promise<number> {
  const [second, first] = await hosts(2)
  await sql('work', 'UPDATE hosts SET identity_conflict = $2 WHERE id = $1', [second, first])
  const [row] = await sql<{ id: number }>(
    'work',
    'INSERT INTO host_conflicts (host_id, other_id) VALUES ($1, $2) RETURNING id',
    [second, first],
  )
  return row?.id ?? 0
}
