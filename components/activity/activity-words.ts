// An entry of the audit trail in words: what was done, where its object lives, which day it was.
import type { Tone } from '@/components/ui/state-words'
import type { Activity } from '@/lib/wire/activity'

/** Verbs that say more than the type's own words. */
const verbs: Record<string, string> = {
  started_campaign: 'asked a live query',
  watched_campaign: 'opened the answers of',
  ran_pack: 'ran the pack',
  denied: 'was refused',
  failed_sign_in: 'failed to sign in',
  signed_in: 'signed in',
  signed_out: 'signed out',
  proved_password: 'proved the password',
  failed_proof: 'failed to prove the password',
  received_carve: 'sent the carve',
  refused_carve: 'sent a damaged carve',
  expired_carves: 'removed carves past retention',
  abandoned_carves: 'gave up carves that stopped coming',
  exported_activities: 'exported the audit trail',
  exported_campaign_rows: 'exported rows of',
  exported_campaign_groups: 'exported groups of',
  exported_campaign_diff: 'exported a comparison of',
  exported_campaign_unanswered: 'exported who did not answer',
  exported_query_report: 'exported a report of',
}

/** "edited_scheduled_query" reads "edited scheduled query". */
export const verbOf = (type: string): string => verbs[type] ?? type.replaceAll('_', ' ')

/** Refusals and failures stand out; everything else is an ordinary deed. */
export function toneOf(type: string): Tone | undefined {
  if (type === 'denied' || type.startsWith('failed_') || type.startsWith('refused_')) return 'bad'
  if (/^(deleted|revoked|disabled|stopped|rolled_back)/.test(type)) return 'warn'
  return undefined
}

const paths: Record<string, string> = {
  campaign: '/campaigns/',
  destination: '/destinations?id=',
  host: '/hosts/',
  pack: '/packs/',
  query: '/queries?open=',
}

/** Where the object can be opened, if it has a page. */
export function pathOf({ object_kind, object_id, details }: Activity): string | undefined {
  const base = object_kind === null ? undefined : paths[object_kind]
  if (base && object_id !== null) return `${base}${object_id}`
  const { host_id } = details
  return object_kind === 'carve' && typeof host_id === 'number'
    ? `/hosts/${host_id}?tab=carves`
    : undefined
}

/** "live query #7", "pack Baseline"; empty for a deed without an object. */
export function objectOf({ object_kind, object_id, object_name, type }: Activity): string {
  if (object_kind === null) return ''
  const number = object_id === null ? '' : ` #${object_id}`
  const name = object_name ? ` ${object_name}` : ''
  const said = verbOf(type).includes(object_kind.replaceAll('_', ' '))
  if (object_kind === 'campaign') return `#${object_id ?? ''}${name}`.trim()
  return `${said ? '' : object_kind.replaceAll('_', ' ')}${name || number}`.trim()
}

const kinds: Record<Activity['actor_kind'], string> = {
  user: 'person',
  token: 'by an API token',
  agent: 'host',
  system: 'system',
  visitor: 'not signed in',
}

export const kindOf = ({ actor_kind }: Activity): string => kinds[actor_kind]

/** "Sunday, 22 November 2026" in the reader's zone. */
export function dayOf(at: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'full' }).format(at)
}

export type Day = { day: string; entries: Activity[] }

/** Neighbours of the same day together, in their order. */
export function byDay(entries: readonly Activity[], zone: string): Day[] {
  const days: Day[] = []
  for (const entry of entries) {
    const day = dayOf(Date.parse(entry.created_at), zone)
    const last = days.at(-1)
    if (last?.day === day) last.entries.push(entry)
    else days.push({ day, entries: [entry] })
  }
  return days
}

type Json = Activity['details'][string]
export type Change = { path: string; was: string | undefined; is: string | undefined }

function flat(value: Json | undefined, path: string, into: Map<string, string>): void {
  if (value === undefined) return
  if (typeof value !== 'object' || value === null) {
    into.set(path, String(value))
    return
  }
  const inner = Object.entries(value)
  if (inner.length === 0) into.set(path, Array.isArray(value) ? '[]' : '{}')
  for (const [key, each] of inner) flat(each, path === '' ? key : `${path}.${key}`, into)
}

/** What a change with `was` and `is` changed, leaf by leaf; undefined for other deeds. */
export function changesOf({ was, is }: Activity['details']): Change[] | undefined {
  if (was === undefined || is === undefined) return undefined
  const before = new Map<string, string>()
  const after = new Map<string, string>()
  flat(was, '', before)
  flat(is, '', after)
  // A patch names only what it sets, so what it leaves out has not changed.
  return [...new Set([...after.keys()])]
    .map((path) => ({ path, was: before.get(path), is: after.get(path) }))
    .filter((change) => change.was !== change.is)
}
