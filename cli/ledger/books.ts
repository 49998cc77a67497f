// The books of the ledger: what agents sent, what was acknowledged to them, and what is stored, set
// side by side at the end.
import pg from 'pg'
import type { LedgerAgent } from '@/cli/ledger/agent'

export type Books = {
  sent: number
  acked: number
  stored: number
  /** Acknowledged, but not stored: each one is a broken promise. */
  lost: string[]
  /** Stored, but never sent. */
  invented: string[]
  duplicates: number
  /** Not acknowledged within the calm at the end. */
  stuck: number
  refusals: number
  /** Requests without a reply, or with an empty one: normal while the server itself is killed. */
  unanswered: number
}

export async function storedIds(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string }>(
      "SELECT content->'columns'->>'id' AS id FROM result_lines",
    )
    return rows.map((row) => row.id)
  } finally {
    await client.end()
  }
}

export async function closeBooks(
  databaseUrl: string,
  agents: readonly LedgerAgent[],
): Promise<Books> {
  const sent = new Set(agents.flatMap((agent) => [...agent.sent]))
  const acked = new Set(agents.flatMap((agent) => [...agent.acked]))
  const stored = await storedIds(databaseUrl)
  const distinct = new Set(stored)
  return {
    sent: sent.size,
    acked: acked.size,
    stored: distinct.size,
    lost: [...acked].filter((id) => !distinct.has(id)),
    invented: [...distinct].filter((id) => !sent.has(id)),
    duplicates: stored.length - distinct.size,
    stuck: agents.reduce((sum, agent) => sum + agent.waiting, 0),
    refusals: agents.reduce((sum, agent) => sum + agent.refusals, 0),
    unanswered: agents.reduce((sum, agent) => sum + agent.unanswered, 0),
  }
}
