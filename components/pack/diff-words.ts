// What a difference between two contents of a pack says in words: fields and their values, and what it
// does on agents.
import { platformWords } from '@/components/packs/query-words'
import { formatCount } from '@/lib/client/format'
import type { FieldChange, FieldValue, PackDiff, QueryChange } from '@/lib/wire/pack-diff'

const labels: Record<string, string> = {
  disabled: 'Switch',
  platform: 'Platform',
  version: 'Minimum version',
  shard: 'Share',
  discovery: 'Discovery',
  label_match: 'Match',
  query: 'SQL',
  query_id: 'SQL from',
  interval: 'Interval',
  snapshot: 'Snapshot',
  removed: 'Removed rows',
  denylist: 'Denylist',
  description: 'Description',
  value: 'Value',
}

export const fieldLabel = (field: string) => labels[field] ?? field

const switches: Record<string, [off: string, on: string]> = {
  disabled: ['on', 'off'],
  snapshot: ['off', 'on'],
  removed: ['left out', 'reported'],
  denylist: ['never', 'allowed'],
}

/** One value of a field as people read it. */
export function valueWords(field: string, value: FieldValue): string {
  const pair = switches[field]
  if (pair && typeof value === 'boolean') return pair[value ? 1 : 0]
  if (field === 'interval') return `${value} s`
  if (field === 'platform') return platformWords(String(value))
  if (field === 'version') return value === '' ? 'any' : String(value)
  if (field === 'shard') return value === null || value === 0 ? 'all hosts' : `${value} %`
  if (field === 'label_match') return value === 'all' ? 'every label' : 'at least one label'
  if (field === 'query_id') return value === null ? 'this pack' : `the library (${value})`
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join('; ')
  return value === null || value === '' ? 'none' : String(value)
}

/** "4 × the runs", "0.25 × the runs"; '' for other fields. */
export function changeNote({ field, from, to }: FieldChange): string {
  if (field !== 'interval' || typeof from !== 'number' || typeof to !== 'number') return ''
  const factor = from / to
  const digits = factor >= 10 ? 0 : factor >= 1 ? 1 : 2
  return `${formatCount(Number(factor.toFixed(digits)))} × the runs`
}

export type Effect = { query: string | null; text: string }

const changeOf = (change: QueryChange, field: string) =>
  change.fields.find((each) => each.field === field)

function reportEffects(change: QueryChange): string[] {
  const mode = changeOf(change, 'snapshot')
  if (mode?.to === false) return ['from now on differential: reports all rows as added once']
  if (mode?.to === true)
    return ['from now on a snapshot: every run reports all rows, and none as added or removed']
  const texts: string[] = []
  if (change.renamed_from !== undefined)
    texts.push(
      change.snapshot
        ? 'renamed: reports under the new name'
        : 'renamed: reports all rows as added again',
    )
  else if (changeOf(change, 'query') && !change.snapshot)
    texts.push(
      'new SQL: agents from 5.8 on compare its rows with those of the old, so rows may show as removed and added',
    )
  const removed = changeOf(change, 'removed')
  if (removed && !change.snapshot)
    texts.push(removed.to ? 'reports rows that go' : 'no longer reports rows that go')
  return texts
}

function queryEffects(change: QueryChange): Effect[] {
  const texts = reportEffects(change)
  if (changeOf(change, 'denylist')?.to === false)
    texts.push('runs again even after it ended the agent’s worker')
  const switched = changeOf(change, 'disabled')
  if (switched?.to === true)
    texts.push('switched off: leaves every host at its next refresh; what it reported stays stored')
  else if (switched) texts.push('switched on: hosts run it from their next refresh on')
  return texts.map((text) => ({ query: change.name, text }))
}

/** What agents will do that the fields alone do not tell. */
export function effectsOf({ fields, queries, reordered }: PackDiff): Effect[] {
  const effects = queries.changed.flatMap(queryEffects)
  for (const { name, snapshot } of queries.added)
    if (!snapshot)
      effects.push({ query: name, text: 'new: its first run reports all rows as added' })
  for (const { name } of queries.removed)
    effects.push({ query: name, text: 'stops; what it reported stays stored' })
  const changed = new Map(fields.map((change) => [change.field, change]))
  const switched = changed.get('disabled')
  if (switched)
    effects.push({
      query: null,
      text: switched.to
        ? 'Every host stops the pack at its next refresh.'
        : 'Hosts start the pack at their next refresh.',
    })
  if (changed.has('discovery'))
    effects.push({
      query: null,
      text: 'Agents run the pack only where each discovery query returns a row; an error there switches it off.',
    })
  if (reordered && effects.length === 0)
    effects.push({
      query: null,
      text: 'Another order alone: agents read it anew and report the same.',
    })
  return effects
}
