// Revisions of agent options, and how many hosts each team has on each platform. The organisation's own
// are those whose team is null. Numbers are given under the lock of the row they belong to.

import type { ConfigurationSource } from '@/lib/store/configuration'
import { sql, type Tx } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { OptionsRevisionRow } from '@/lib/wire/agent-options'
import type { TeamScope } from '@/lib/wire/roles'
import type { AgentOptions } from '@/lib/wire/settings'

export type OptionsGroupRow = { team_id: number | null; platform: string; hosts: number }

/** Hosts in scope by team and platform, as platforms are stored. */
export async function listOptionGroups(scope: TeamScope, tx?: Tx): Promise<OptionsGroupRow[]> {
  const within = scopeSql(scope, 'team_id', 1)
  const text = `SELECT team_id, platform, count(*)::int AS hosts FROM hosts
    WHERE ${within.text} GROUP BY team_id, platform ORDER BY team_id NULLS FIRST, platform`
  return tx
    ? tx.sql<OptionsGroupRow>(text, within.values)
    : sql<OptionsGroupRow>('people', text, within.values)
}

/** The organisation's options and every team's, without the packs. */
export async function findOptionLayers(
  tx?: Tx,
): Promise<Pick<ConfigurationSource, 'organisation' | 'teams'>> {
  const text = `SELECT s.agent_options AS organisation, coalesce((SELECT jsonb_agg(
      jsonb_build_object('id', t.id, 'name', t.name, 'agent_options', t.agent_options)) FROM teams t),
      '[]') AS teams FROM settings s WHERE s.id = 1`
  type Row = Pick<ConfigurationSource, 'organisation' | 'teams'>
  const [row] = tx ? await tx.sql<Row>(text) : await sql<Row>('people', text)
  if (!row) throw new Error('the settings row is missing')
  return row
}

/** Writes the options where they stand; the row is the caller's to hold. */
export async function updateAgentOptions(
  tx: Tx,
  teamId: number | null,
  options: AgentOptions,
): Promise<void> {
  const json = JSON.stringify(options)
  if (teamId === null)
    await tx.sql('UPDATE settings SET agent_options = $1, updated_at = now() WHERE id = 1', [json])
  else
    await tx.sql('UPDATE teams SET agent_options = $2, updated_at = now() WHERE id = $1', [
      teamId,
      json,
    ])
}

type NewRevision = {
  team_id: number | null
  author_id: number | null
  note: string
  summary: string
  content: AgentOptions
}

const newestSql = `SELECT coalesce(max(number), 0)::int AS number FROM agent_option_revisions
  WHERE team_id IS NOT DISTINCT FROM $1::int`

/** The number of the newest revision; 0 before the first. */
export async function findNewestOptions(teamId: number | null, tx?: Tx): Promise<number> {
  const rows = tx
    ? await tx.sql<{ number: number }>(newestSql, [teamId])
    : await sql<{ number: number }>('people', newestSql, [teamId])
  return rows[0]?.number ?? 0
}

/** Writes the next revision and returns its number. */
export async function appendOptionRevision(tx: Tx, revision: NewRevision): Promise<number> {
  const [row] = await tx.sql<{ number: number }>(
    `INSERT INTO agent_option_revisions (team_id, number, author_id, note, summary, content)
     SELECT $1::int, (${newestSql}) + 1, $2, $3, $4, $5 RETURNING number`,
    [
      revision.team_id,
      revision.author_id,
      revision.note,
      revision.summary,
      JSON.stringify(revision.content),
    ],
  )
  return row?.number ?? 0
}

const columns = `r.number, r.note, r.summary, r.created_at, CASE WHEN u.id IS NULL THEN NULL
  ELSE jsonb_build_object('id', u.id, 'name', u.name) END AS author`
const from = 'FROM agent_option_revisions r LEFT JOIN users u ON u.id = r.author_id'

/** Newest first. */
export async function listOptionRevisions(
  teamId: number | null,
  { page, per_page }: { page: number; per_page: number },
): Promise<{ revisions: OptionsRevisionRow[]; count: number }> {
  const [revisions, count] = await Promise.all([
    sql<OptionsRevisionRow>(
      'people',
      `SELECT ${columns} ${from} WHERE r.team_id IS NOT DISTINCT FROM $1::int
        ORDER BY r.number DESC LIMIT $2 OFFSET $3`,
      [teamId, per_page, page * per_page],
    ),
    findNewestOptions(teamId),
  ])
  return { revisions, count }
}

export async function findOptionRevision(
  teamId: number | null,
  number: number,
): Promise<(OptionsRevisionRow & { content: AgentOptions }) | undefined> {
  const [row] = await sql<OptionsRevisionRow & { content: AgentOptions }>(
    'people',
    `SELECT ${columns}, r.content ${from}
      WHERE r.team_id IS NOT DISTINCT FROM $1::int AND r.number = $2`,
    [teamId, number],
  )
  return row
}
