// What agents' own log lines say of scheduled queries: by the name and the message, and by what that
// name meant to the line's own host.
import { meaningsOf } from '@/lib/domain/cost-renderings'
import { listHostRenderings } from '@/lib/store/cost-renderings'
import type { QueryFault, QueryStatus } from '@/lib/store/health-folds'
import { cutText } from '@/lib/wire/osquery'

const messageUnitsMax = 1_000

const failed = 'Error executing scheduled query '
const killed = 'Scheduled query may have failed: '

/** Every way to split a message into a name and the rest: names may hold what messages do. */
function* namesIn(message: string): Generator<{ name: string; error: string; killed: boolean }> {
  if (message.startsWith(killed)) {
    const name = message.slice(killed.length).trim()
    yield { name, error: 'The agent was stopped while this query ran', killed: true }
  }
  if (!message.startsWith(failed)) return
  const rest = message.slice(failed.length)
  for (let at = rest.indexOf(': '); at > 0; at = rest.indexOf(': ', at + 1))
    yield { name: rest.slice(0, at), error: rest.slice(at + 2), killed: false }
}

type LineFault = QueryFault & { line_id: number }

/** The scheduled queries that status lines are about, by the names their own hosts were served. */
export async function attributeStatuses(lines: QueryStatus[]): Promise<LineFault[]> {
  const served = await listHostRenderings([...new Set(lines.map(({ host_id }) => host_id))])
  const meanings = await meaningsOf(served.map(({ rendering_hash }) => rendering_hash))
  const byHost = new Map<number, string[]>()
  for (const { host_id, rendering_hash } of served)
    byHost.set(host_id, [...(byHost.get(host_id) ?? []), rendering_hash])
  return lines.flatMap(({ id, host_id, at, unix, message }) => {
    const own = byHost.get(host_id) ?? []
    for (const found of namesIn(message)) {
      const meaning = own
        .map((hash) => meanings.get(hash)?.get(found.name))
        .find((each) => each !== undefined)
      if (!meaning) continue
      const error = cutText(found.error, messageUnitsMax)
      const { pack_query_id } = meaning
      const fault = { pack_query_id, host_id, at: at.toISOString(), unix, error }
      return [{ ...fault, killed: found.killed, line_id: id }]
    }
    return []
  })
}

/** Whether a line of that message may be about a scheduled query. */
export const speaksOfQuery = (message: string): boolean =>
  message.startsWith(failed) || message.startsWith(killed)

/** How lines about a query begin, by the name that agents report it under. */
export const faultBeginnings = (name: string): string[] => [
  `${failed}${name}: `,
  `${killed}${name}`,
]
