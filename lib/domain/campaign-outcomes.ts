// What an answer means and what of it is kept: its state, its rows cut to the caps, never silently.
import type { HostProgress } from '@/lib/store/campaign-hosts'
import type { Outcome } from '@/lib/store/campaign-results'
import { type Answer, cutText } from '@/lib/wire/osquery'

const rowsMax = 10_000
const bytesMax = 8 * 1024 * 1024
const columnsMax = 512
const nameMax = 256
const cellMax = 64 * 1024

type Kept = Pick<Outcome, 'rows_json' | 'rows' | 'truncated'>

function cutRow(row: Record<string, string>): { row: Record<string, string>; cut: boolean } {
  const entries = Object.entries(row)
  const fits = ([name, value]: [string, string]) =>
    name.length <= nameMax && value.length <= cellMax
  if (entries.length <= columnsMax && entries.every(fits)) return { row, cut: false }
  const kept = entries
    .slice(0, columnsMax)
    .map(([name, value]) => [cutText(name, nameMax), cutText(value, cellMax)])
  return { row: Object.fromEntries(kept), cut: true }
}

/** The rows that fit the caps (S20) and the room that the campaign has left, as JSON text. */
function keptRows(rows: readonly Record<string, string>[], room = rowsMax): Kept {
  const parts: string[] = []
  let bytes = 2
  const most = Math.min(rowsMax, room)
  let cutAny = rows.length > most
  for (const whole of rows.slice(0, most)) {
    const { row, cut } = cutRow(whole)
    const text = JSON.stringify(row)
    bytes += Buffer.byteLength(text) + 1
    if (bytes > bytesMax) {
      cutAny = true
      break
    }
    cutAny ||= cut
    parts.push(text)
  }
  return { rows_json: `[${parts.join(',')}]`, rows: parts.length, truncated: cutAny }
}

const denylistedMessage = /denylisted/i

/** What an answer means. `from` and `late` come from the host's row. */
export function outcomeOf(answer: Answer, from: HostProgress, late: boolean): Outcome {
  const kept = keptRows(answer.rows)
  const truncated = kept.truncated || answer.truncated
  const base = {
    host_id: from.host_id,
    from: from.state,
    ...kept,
    truncated,
    late,
    stats_json: answer.stats ? JSON.stringify(answer.stats) : null,
  }
  if (answer.status !== 0) {
    const message = answer.message || `the agent reported status ${answer.status} without a message`
    const to = denylistedMessage.test(answer.message) ? 'denylisted' : 'failed'
    return { ...base, to, error: message }
  }
  if (truncated) {
    return {
      ...base,
      to: 'too_large',
      error: 'the answer is larger than the cap; what fits is kept',
    }
  }
  return { ...base, to: 'answered', error: null }
}

/** The outcome without the rows that the campaign has no room for; its state stays what it is. */
export function cutToRoom(outcome: Outcome, answer: Answer, room: number): Outcome {
  if (outcome.rows <= room) return outcome
  return { ...outcome, ...keptRows(answer.rows, Math.max(0, room)), truncated: true }
}
