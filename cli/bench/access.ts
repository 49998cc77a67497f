// What one request pays for who asks and whether they may: the bearer, known and unknown, and the
// decision over an object of a team, for somebody with roles in many teams.
import { authorize } from '@/lib/domain/permissions'
import { bearerOf, startSession } from '@/lib/domain/sessions'
import { sql, statementCount, transaction } from '@/lib/store/db'
import type { Viewer } from '@/lib/wire/roles'
import { limitRow, type Row, shown, spread } from './figures'
import { openRig } from './rig'

const rounds = 9
const decisions = 200_000
const lookups = 20_000
const teams = 50
const limitUs = 50

/** A maintainer of many teams; the team asked about is the last that is looked at. */
async function person(): Promise<string> {
  const [made] = await sql<{ id: number }>(
    'people',
    "INSERT INTO users (name, email) VALUES ('Many teams', 'many@example.com') RETURNING id",
  )
  const userId = made?.id ?? 0
  await sql(
    'people',
    `WITH made AS (INSERT INTO teams (name) SELECT 'Team ' || n FROM generate_series(1, $2::int) n
                   RETURNING id)
     INSERT INTO user_teams (user_id, team_id, role) SELECT $1, id, 'maintainer' FROM made`,
    [userId, teams],
  )
  const client = { address: '127.0.0.1', user_agent: 'bench' }
  const { token } = await transaction('people', (tx) => startSession(tx, userId, client))
  return token
}

/** Microseconds of one decision. */
function decided(viewer: Viewer): number {
  const team_id = viewer.teams.at(-1)?.id ?? 0
  const started = performance.now()
  for (let n = 0; n < decisions; n++)
    authorize(viewer, n % 2 === 0 ? 'packs:read' : 'packs:write', { team_id })
  return ((performance.now() - started) * 1_000) / decisions
}

/** Microseconds of finding a person who asked a moment ago, and the statements that took. */
async function found(token: string): Promise<{ us: number; statements: number }> {
  await bearerOf(token)
  const before = statementCount()
  const started = performance.now()
  for (let n = 0; n < lookups; n++) await bearerOf(token)
  const us = ((performance.now() - started) * 1_000) / lookups
  return { us, statements: statementCount() - before }
}

export async function benchAccess(): Promise<Row[]> {
  const rig = await openRig()
  try {
    const token = await person()
    const before = statementCount()
    const bearer = await bearerOf(token)
    const first = statementCount() - before
    if (!bearer) throw new Error('the session of the bench is not there')
    const each: number[] = []
    const kept: number[] = []
    let statements = 0
    for (let round = 0; round < rounds; round++) {
      each.push(decided(bearer.viewer))
      const lookup = await found(token)
      kept.push(lookup.us)
      statements = Math.max(statements, lookup.statements)
    }
    return rowsOf(spread(each), spread(kept), { first, statements })
  } finally {
    await rig.close()
  }
}

function rowsOf(
  each: ReturnType<typeof spread>,
  kept: ReturnType<typeof spread>,
  { first, statements }: { first: number; statements: number },
): Row[] {
  const target = `≤ ${limitUs} µs`
  return [
    limitRow(
      `one decision, somebody in ${teams} teams`,
      shown(each, ' µs'),
      target,
      each.median <= limitUs,
    ),
    limitRow('who a kept bearer is', shown(kept, ' µs'), target, kept.median <= limitUs),
    limitRow(`statements for ${lookups} of them`, String(statements), '0', statements === 0),
    limitRow('statements for a bearer heard first', String(first), '≤ 1', first <= 1),
  ]
}
