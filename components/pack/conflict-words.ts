// How the parts of a conflict are called, and how their values are written.
import type { MergeItem } from '@/lib/client/pack-draft-merge'
import { intervalText } from './query-grid-words'

const words: Record<string, string> = {
  name: 'name',
  description: 'description',
  tags: 'tags',
  platform: 'platform',
  version: 'minimum version',
  shard: 'share',
  discovery: 'discovery SQL',
  label_match: 'how labels combine',
  label_ids: 'labels',
  host_ids: 'hosts',
  team_ids: 'teams',
  exclude_label_ids: 'excluded labels',
  exclude_host_ids: 'excluded hosts',
  order: 'order of the queries',
  added: 'added',
  removed: 'deleted by one, edited by the other',
  query: 'SQL',
  interval: 'interval',
  snapshot: 'mode',
  disabled: 'switch',
  denylist: 'denylist',
  value: 'value',
}

export function fieldWord({ field, changed }: MergeItem): string {
  if (field === 'removed' && changed !== 'both') return 'deleted'
  return words[field] ?? field
}

const isQuery = (value: unknown): value is { query: string; interval: number } =>
  typeof value === 'object' && value !== null && 'query' in value && 'interval' in value

function modeText([snapshot, removed]: readonly unknown[]): string {
  return snapshot === true ? 'snapshot' : removed === true ? 'differential' : 'added only'
}

function listText(value: readonly unknown[], names: (id: number) => string): string {
  return value.length === 0
    ? 'none'
    : value.map((each) => (typeof each === 'number' ? names(each) : String(each))).join(', ')
}

/** One side's value of an item as people read it. */
export function valueWords(
  { field }: MergeItem,
  value: unknown,
  names: Readonly<Record<number, string>>,
): string {
  if (field === 'added' || field === 'removed')
    return isQuery(value) ? `every ${intervalText(value.interval)}\n${value.query}` : 'not there'
  if (field === 'order') return 'their own order'
  if (field === 'snapshot' && Array.isArray(value)) return modeText(value)
  if (field === 'query' && Array.isArray(value)) return String(value[0])
  if (field === 'interval' && typeof value === 'number') return intervalText(value)
  if (field === 'disabled') return value === true ? 'off' : 'on'
  if (field === 'denylist') return value === true ? 'allowed' : 'never'
  if (field === 'shard') return value === null ? '100 %' : `${String(value)} %`
  if (Array.isArray(value)) {
    const labels = field.endsWith('label_ids')
    return listText(value, (id) => (labels ? (names[id] ?? `#${id}`) : `#${id}`))
  }
  return value === '' || value === undefined ? 'none' : String(value)
}
