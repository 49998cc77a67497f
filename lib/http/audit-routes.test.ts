// The audit trail is complete: every route that changes something is called here and must leave an
// entry, and so must every file that leaves. A new route fails until it is called here or is among
// the exceptions.
import { createHash } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { sql } from '@/lib/store/db'
import { newCampaign, tell } from '@/lib/testing/answered'
import {
  type Asked,
  AuditedCalls,
  conflict,
  exceptions,
  hosts,
  trail,
} from '@/lib/testing/audited-calls'
import { liveDatabase } from '@/lib/testing/live-database'
import { call, person } from '@/lib/testing/people'
import { routeHandlers } from '@/lib/testing/route-files'

liveDatabase()

const handlers = await routeHandlers()
const calls = new AuditedCalls(handlers)
const [act, take] = [calls.act.bind(calls), calls.take.bind(calls)]
const id = (value: number) => ({ params: { id: value } })

const password = 'a heron stands in the reeds'

test('set-up, sign-in, people and their keys', async () => {
  await sql('people', 'UPDATE settings SET setup_token_hash = $1', [
    createHash('sha256').update('once').digest(),
  ])
  const admin = { name: 'Ada', email: 'ada@example.com', password }
  calls.token = (await act('POST /setup', { body: { setup_token: 'once', admin } })).token
  calls.token = (await act('POST /fleet/login', { body: { email: admin.email, password } })).token
  await act('POST /fleet/sessions/prove', { body: { password } })
  const user = { name: 'Bo', email: 'bo@example.com', global_role: 'observer' }
  const made = await act('POST /fleet/users', { body: user })
  const bo = made.user?.id ?? 0
  await act('POST /fleet/users/[id]/invitation', id(bo))
  await act('DELETE /fleet/users/[id]/invitation', id(bo))
  const link = await act('POST /fleet/users/[id]/invitation', id(bo))
  const secret = String(link.invitation?.url).split(/[#=/]/).at(-1)
  await act('POST /fleet/invitations/accept', { body: { token: secret, password }, token: '' })
  await act('PATCH /fleet/users/[id]', { ...id(bo), body: { name: 'Bob' } })
  const session = await act('POST /fleet/login', { body: { email: user.email, password } })
  const [row] = await sql<{ id: number }>(
    'people',
    'SELECT id FROM sessions WHERE user_id = $1 ORDER BY id DESC LIMIT 1',
    [bo],
  )
  await act('DELETE /fleet/sessions/[id]', { ...id(row?.id ?? 0), token: session.token })
  const again = await act('POST /fleet/login', { body: { email: user.email, password } })
  await act('DELETE /fleet/sessions', { token: again.token })
  const third = await act('POST /fleet/login', { body: { email: user.email, password } })
  await act('POST /fleet/logout', { token: third.token })
  const key = await act('POST /fleet/tokens', { body: { name: 'script' } })
  await act('DELETE /fleet/tokens/[id]', id(Object(key.token).id))
  const [linked] = await sql<{ id: number }>(
    'people',
    `INSERT INTO user_identities (user_id, issuer, subject) VALUES ($1, 'https://id.example', 's')
     RETURNING id`,
    [bo],
  )
  const identity = { params: { id: bo, identity_id: linked?.id ?? 0 } }
  await act('DELETE /fleet/users/[id]/identities/[identity_id]', identity)
  await act('DELETE /fleet/users/[id]', id(bo))
})

test('teams, secrets, options, settings', async () => {
  const { team } = await act('POST /fleet/teams', { body: { name: 'Red' } })
  const red = team?.id ?? 0
  await act('PATCH /fleet/teams/[id]', { ...id(red), body: { name: 'Reds' } })
  const { viewer } = await person({ global_role: null, teams: [] } as never)
  const users = [{ id: viewer.user_id, role: 'observer' }]
  await act('PATCH /fleet/teams/[id]/users', { ...id(red), body: { users } })
  const { enroll_secret } = await act('POST /fleet/enroll_secrets', { body: { name: 'Macs' } })
  await act('DELETE /fleet/enroll_secrets/[id]', id(enroll_secret?.id ?? 0))
  await act('PATCH /fleet/config', { body: { carves: { retention_days: 9 } } })
  const agent_options = { config: { options: { distributed_interval: 20 } } }
  await act('PATCH /fleet/config', { body: { agent_options } })
  await act('PATCH /fleet/config', { body: { agent_options: {} } })
  const number = { params: { number: 1 } }
  await act('POST /fleet/agent_options/revisions/[number]/restore', number)
  await act('DELETE /fleet/teams/[id]', id(red))
})

test('destinations', async () => {
  const file = { kind: 'file', config: { path: 'audited.ndjson' } }
  await act('POST /fleet/destinations/test', { body: file })
  const made = await act('POST /fleet/destinations', { body: { name: 'Archive', ...file } })
  const archive = id(made.destination?.id ?? 0)
  await act('PATCH /fleet/destinations/[id]', { ...archive, body: { when_full: 'shed' } })
  await act('POST /fleet/destinations/[id]/test', archive)
  await act('POST /fleet/destinations/[id]/pause', archive)
  await act('POST /fleet/destinations/[id]/resume', archive)
  await act('POST /fleet/destinations/[id]/retry', archive)
  const from = '2026-01-01T00:00:00Z'
  await act('POST /fleet/destinations/[id]/replay', { ...archive, body: { from } })
  await act('DELETE /fleet/destinations/[id]/dead_letters', archive)
  await act('DELETE /fleet/destinations/[id]', archive)
})

test('hosts, labels, carves', async () => {
  const [one = 0, two = 0, three = 0] = await hosts(3)
  const { label } = await act('POST /fleet/labels', { body: { name: 'Board', host_ids: [one] } })
  const board = label?.id ?? 0
  await act('PATCH /fleet/labels/[id]', { ...id(board), body: { description: 'x' } })
  await act('POST /fleet/labels/[id]/hosts', { ...id(board), body: { add: [two] } })
  await act('DELETE /fleet/labels/[id]', id(board))
  const { team } = await act('POST /fleet/teams', { body: { name: 'Blue' } })
  await act('POST /fleet/hosts/transfer', { body: { team_id: team?.id, hosts: [one] } })
  await act('POST /fleet/hosts/bulk', { body: { ids: [one, two], action: 'refetch' } })
  await act('POST /fleet/hosts/[id]/refetch', id(one))
  const [carve] = await sql<{ id: number }>(
    'work',
    `INSERT INTO carves (host_id, carve_guid, block_size, block_count, carve_size, content, state)
     VALUES ($1, 'g', 4, 1, 1, lo_from_bytea(0, 'x'), 'complete') RETURNING id`,
    [one],
  )
  await take('GET /fleet/carves/[id]/download', id(carve?.id ?? 0))
  await act('DELETE /fleet/carves/[id]', id(carve?.id ?? 0))
  await sql(
    'work',
    `INSERT INTO dead_letters (host_id, log_type, reason, sample, size_bytes)
     VALUES ($1, 'result', 'not_an_object', '7', 1)`,
    [one],
  )
  await act('POST /fleet/status/snoozes', { body: { kind: 'refused', until: null } })
  await act('POST /fleet/dead_letters/replay', { body: { filter: { host_id: one } } })
  await act('DELETE /fleet/hosts/[id]', id(three))
})

const inline = { query: 'SELECT 1 FROM time', interval: 60 }

test('queries, packs, rollouts', async () => {
  const { query } = await act('POST /fleet/queries', { body: { name: 'q', query: 'SELECT 1' } })
  const q = query?.id ?? 0
  await act('PATCH /fleet/queries/[id]', { ...id(q), body: { description: 'x' } })
  const copy = await act('POST /fleet/queries/[id]/clone', id(q))
  await act('DELETE /fleet/queries/id/[id]', id(copy.query?.id ?? 0))
  const specs = [{ kind: 'query', spec: { name: 'from spec', query: 'SELECT 2' } }]
  await act('POST /fleet/spec/queries', { body: { specs: specs.map(({ spec }) => spec) } })
  const second = await act('POST /fleet/queries', { body: { name: 'r', query: 'SELECT 1' } })
  await act('POST /fleet/queries/delete', { body: { ids: [second.query?.id] } })
  const { pack } = await act('POST /fleet/packs', { body: { name: 'p' } })
  const p = pack?.id ?? 0
  await act('PATCH /fleet/packs/[id]', { ...id(p), body: { description: 'x' } })
  const { scheduled } = await act('POST /fleet/packs/schedule', {
    body: { pack_id: p, name: 'a', ...inline },
  })
  const s = scheduled?.id ?? 0
  for (const file of ['report.csv', 'report.ndjson']) {
    await take(`GET /fleet/queries/[id]/${file}`, id(q))
    await take(`GET /fleet/packs/[id]/queries/[query_id]/${file}`, {
      params: { id: p, query_id: s },
    })
  }
  await act('PATCH /fleet/packs/schedule/[id]', { ...id(s), body: { interval: 90 } })
  await act('PATCH /fleet/schedule/[id]', { ...id(s), body: { interval: 120 } })
  const b = await act('POST /fleet/packs/schedule', { body: { pack_id: p, name: 'b', ...inline } })
  await act('DELETE /fleet/schedule/[id]', id(b.scheduled?.id ?? 0))
  const restore = { params: { id: p, number: 2 } }
  await act('POST /fleet/packs/[id]/revisions/[number]/restore', restore)
  const draft = async (interval: number) => {
    const queries = [{ name: 'a', query: inline.query, interval }]
    const body = { queries, release: false }
    return (await act('PATCH /fleet/packs/[id]', { ...id(p), body })).pack?.revision
  }
  const start = async (revision: unknown) =>
    (await act('POST /fleet/packs/[id]/rollouts', { ...id(p), body: { revision, share: 10 } }))
      .rollout?.id ?? 0
  const rollout = await start(await draft(300))
  await act('PATCH /fleet/rollouts/[id]', { ...id(rollout), body: { share: 20 } })
  await act('POST /fleet/rollouts/[id]/pause', id(rollout))
  await act('POST /fleet/rollouts/[id]/resume', id(rollout))
  await act('POST /fleet/rollouts/[id]/promote', id(rollout))
  await act('POST /fleet/rollouts/[id]/roll_back', id(await start(await draft(600))))
  await take('GET /fleet/packs/[id]/export', { ...id(p), query: 'format=osquery' })
  const twin = await act('POST /fleet/packs/[id]/clone', id(p))
  await act('POST /fleet/packs/bulk', {
    body: { ids: [twin.pack?.id], action: 'tag', tags: ['t'] },
  })
  await act('DELETE /fleet/packs/id/[id]', id(twin.pack?.id ?? 0))
  const content = JSON.stringify({ queries: { c: inline } })
  const { undo } = await act('POST /fleet/packs/import', {
    body: { content, name: 'imported', disabled: true },
  })
  await act('POST /fleet/packs/import/undo', { body: undo })
  await act('POST /fleet/packs/starter/[slug]', { params: { slug: 'first-look' } })
  await act('POST /fleet/spec/packs', { body: { specs: [{ name: 's', queries: [] }] } })
  await act('POST /fleet/spec/labels', { body: { specs: [{ name: 'l', query: 'SELECT 1' }] } })
  const last = { pack_id: p, name: 'z', ...inline }
  const z = await act('POST /fleet/packs/schedule', { body: last })
  await act('DELETE /fleet/packs/schedule/[id]', id(z.scheduled?.id ?? 0))
  await act('DELETE /fleet/packs/[id]', { params: { id: 'p' } })
  await act('DELETE /fleet/queries/[id]', { params: { id: 'q' } })
})

test('conflicts of identity', async () => {
  const both = await conflict()
  await act('POST /fleet/host_conflicts/[id]/keep_both', id(both))
  await act('POST /fleet/host_conflicts/[id]/reopen', id(both))
  await act('POST /fleet/host_conflicts/[id]/merge', id(both))
  const ids = [await conflict()]
  await act('POST /fleet/host_conflicts/bulk', { body: { ids, action: 'keep_both' } })
})

test('live queries and runs of packs, with their files', async () => {
  const [one = 0, two = 0] = await hosts(2)
  const selected = { hosts: [one, two] }
  const ask = { query: 'SELECT 1', selected, expires_in: 600 }
  const guard = { canary: 1 }
  const first = await act('POST /fleet/queries/run', { body: { ...ask, guard } })
  const c = Number(first.campaign_id)
  await act('POST /fleet/campaigns/[id]/pause', id(c))
  await act('POST /fleet/campaigns/[id]/resume', id(c))
  await act('POST /fleet/campaigns/[id]/release', id(c))
  await act('POST /fleet/campaigns/[id]/stop', id(c))
  await act('POST /fleet/campaigns/[id]/again', id(c))
  const named = { hosts: [`h1`], labels: [] }
  await act('POST /fleet/queries/run_by_identifiers', { body: { ...ask, selected: named } })
  const { query } = await act('POST /fleet/queries', { body: { name: 'live', query: 'SELECT 3' } })
  const { pack } = await act('POST /fleet/packs', {
    body: { name: 'live', queries: [{ name: 'a', ...inline }] },
  })
  const run = await act('POST /fleet/packs/[id]/run', {
    ...id(pack?.id ?? 0),
    body: { selected, guard },
  })
  const r = run.run?.id ?? 0
  for (const deed of ['pause', 'resume', 'release', 'stop'])
    await act(`POST /fleet/runs/[id]/${deed}`, id(r))
  const set = await act('POST /fleet/targets/sets', { body: { name: 'two', selected } })
  const t = set.target_set?.id ?? 0
  await act('PATCH /fleet/targets/sets/[id]', { ...id(t), body: { name: 'both' } })
  await act('DELETE /fleet/targets/sets/[id]', id(t))

  const asker = (await person()).viewer
  const answered = await newCampaign(asker)
  const other = await newCampaign(asker)
  await tell(answered, [{ host_id: one, rows: [{ a: '1' }] }])
  await tell(other, [{ host_id: one, rows: [{ a: '2' }] }])
  for (const file of ['results.csv', 'results.ndjson', 'groups.csv', 'unanswered.csv'])
    await take(`GET /fleet/campaigns/[id]/${file}`, id(answered))
  for (const file of ['diff.csv', 'diff.ndjson'])
    await take(`GET /fleet/campaigns/[id]/${file}`, { ...id(answered), query: `with=${other}` })
  const groups = handlers.get('GET /fleet/campaigns/[id]/groups')
  const told =
    groups && (await call(groups, { token: calls.token, params: { id: String(answered) } }))
  const { key, columns } = Object(Object(told?.body).groups[0])
  const body = { name: 'told one', columns: columns ?? Object(told?.body).columns, key }
  await act('POST /fleet/campaigns/[id]/groups/label', { ...id(answered), body })
  for (const file of ['csv', 'ndjson']) {
    await take(`GET /fleet/activities.${file}`)
    await take(`GET /fleet/results.${file}`)
  }

  const label = { query: 'SELECT 1', host_ids: [one] }
  await entryOf('POST /fleet/labels/preview', { body: label })
  await entryOf('POST /fleet/hosts/[id]/query', { ...id(one), body: { query: 'SELECT 4' } })
  await entryOf('POST /fleet/queries/[id]/run', {
    ...id(query?.id ?? 0),
    body: { host_ids: [one] },
  })
}, 60_000)

/** Of routes that wait for hosts: the entry must be there although nobody answers. */
async function entryOf(name: string, asked: Asked): Promise<void> {
  const handler = handlers.get(name)
  if (!handler) throw new Error(`there is no route ${name}`)
  const before = await trail()
  const params = Object.entries(asked.params ?? {}).map(([key, value]) => [key, String(value)])
  const asking = call(handler, {
    token: calls.token,
    params: Object.fromEntries(params),
    body: asked.body,
  })
  await vi.waitFor(async () => expect([name, (await trail()).n > before.n]).toEqual([name, true]), {
    timeout: 10_000,
  })
  calls.told.add(name)
  const [open] = await sql<{ id: number }>('work', 'SELECT max(id) AS id FROM campaigns')
  await call(handlers.get('POST /fleet/campaigns/[id]/stop') ?? handler, {
    ...{ token: calls.token, params: { id: String(open?.id) }, body: {} },
  })
  await asking
}

test('no route that changes something, and no file, is missing above', () => {
  const files = /^GET .*(\.csv|\.ndjson|\/export|\/download)$/
  const wanted = [...handlers.keys()].filter(
    (name) => !(name in exceptions) && (!name.startsWith('GET') || files.test(name)),
  )
  expect(wanted.filter((name) => !calls.told.has(name))).toEqual([])
  expect(Object.keys(exceptions).filter((name) => !handlers.has(name))).toEqual([])
})
