// What a change of a scheduled query does on agents and to its differential reports, in words.

import { formatCount } from '@/lib/client/format'
import type { DraftQuery } from '@/lib/client/pack-draft'
import { intervalText } from './query-grid-words'

/** Agents keep what they last saw under the query's name and text; a change of either starts anew. */
function restartWords(before: DraftQuery, now: DraftQuery): string[] {
  const words: string[] = []
  if (before.name !== now.name)
    words.push(
      now.snapshot
        ? `Renamed: results so far stay under ${before.name}.`
        : `Renamed: every host reports all rows as added again; results so far stay under ${before.name}.`,
    )
  if (before.query !== now.query && !now.snapshot && before.name === now.name)
    words.push('New SQL: every host reports all rows as added again.')
  return words
}

function modeWords(before: DraftQuery, now: DraftQuery): string[] {
  if (before.snapshot !== now.snapshot)
    return [
      now.snapshot
        ? 'Snapshot: every run reports all rows, changed or not.'
        : 'Differential: the first run reports all rows as added, later ones only what changed.',
    ]
  if (now.snapshot || before.removed === now.removed) return []
  return [
    now.removed
      ? 'Differential: rows that go are reported again.'
      : 'Added only: rows that go are no longer reported, so what a host has now cannot be told.',
  ]
}

function factor(before: number, now: number): string {
  const more = before / now
  const text = (value: number) => formatCount(Math.round(value * 10) / 10)
  return more >= 1 ? `${text(more)} × the runs` : `1 run where there were ${text(1 / more)}`
}

/** Nothing for a query that is new, or says what it said. */
export function queryEffects(before: DraftQuery | undefined, now: DraftQuery): string[] {
  if (!before) return []
  const words = [...restartWords(before, now), ...modeWords(before, now)]
  if (before.interval !== now.interval)
    words.push(
      `Every ${intervalText(now.interval)} instead of ${intervalText(before.interval)}: ${factor(before.interval, now.interval)}.`,
    )
  if (!before.disabled && now.disabled)
    words.push('Switched off: it leaves the configuration of every host; results so far stay.')
  if (before.disabled && !now.disabled && !now.snapshot)
    words.push('Switched on: the first run may report all rows as added.')
  if (before.denylist && !now.denylist)
    words.push('Never denylisted: an agent runs it again even after it stopped that agent.')
  return words
}
