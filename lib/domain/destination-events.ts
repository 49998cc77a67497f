// Lines of the log as destinations get them: osquery's own fields, and under `muster` what we know
// besides. JSON that is stored is passed on as text, never parsed: this runs for every line.

import type { SinkEvent } from '@/lib/sinks/sink'
import {
  type ForwardedLine,
  type ForwardedStatus,
  type LineHost,
  listLineHosts,
  listLinePacks,
  listLineQueries,
} from '@/lib/store/destination-lines'

/** An event and the host it is of, for dead letters. */
export type LineEvent = SinkEvent & { host_id: number }

const namesKeptMs = 60_000
const namesKeptMax = 200_000
const buildAtOnce = 1_000

/** Names that lines refer to by id, read when they are first met and again after a minute. */
export class LineNames {
  private hosts = new Map<number, LineHost>()
  private packs = new Map<number, string>()
  private queries = new Map<number, string>()
  private since = 0

  async load(
    lines: readonly { host_id: number; pack_id?: number | null; pack_query_id?: number | null }[],
    nowMs: number,
  ) {
    if (nowMs - this.since > namesKeptMs || this.hosts.size > namesKeptMax) {
      this.hosts = new Map()
      this.packs = new Map()
      this.queries = new Map()
      this.since = nowMs
    }
    const missing = {
      hosts: new Set<number>(),
      packs: new Set<number>(),
      queries: new Set<number>(),
    }
    for (const { host_id, pack_id, pack_query_id } of lines) {
      if (!this.hosts.has(host_id)) missing.hosts.add(host_id)
      if (pack_id && !this.packs.has(pack_id)) missing.packs.add(pack_id)
      if (pack_query_id && !this.queries.has(pack_query_id)) missing.queries.add(pack_query_id)
    }
    if (missing.hosts.size > 0)
      for (const host of await listLineHosts([...missing.hosts])) this.hosts.set(host.id, host)
    if (missing.packs.size > 0)
      for (const { id, name } of await listLinePacks([...missing.packs])) this.packs.set(id, name)
    if (missing.queries.size > 0)
      for (const { id, name } of await listLineQueries([...missing.queries]))
        this.queries.set(id, name)
  }

  host(id: number): LineHost {
    return this.hosts.get(id) ?? { id, hostname: '', host_identifier: '', team: null }
  }

  pack(id: number | null): string | null {
    return id === null ? null : (this.packs.get(id) ?? null)
  }

  query(id: number | null): string | null {
    return id === null ? null : (this.queries.get(id) ?? null)
  }
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const dateMs = 8.64e15
const two = (n: number) => String(n).padStart(2, '0')

/** As osquery writes it: `Tue Sep  2 09:00:01 2025 UTC`. Empty for what is no date. */
export function calendarTime(unixTime: number): string {
  if (!(Math.abs(unixTime * 1_000) <= dateMs)) return ''
  const at = new Date(unixTime * 1_000)
  const clock = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`
  const day = String(at.getUTCDate()).padStart(2, ' ')
  const month = months[at.getUTCMonth()] ?? ''
  return `${days[at.getUTCDay()] ?? ''} ${month} ${day} ${clock} ${at.getUTCFullYear()} UTC`
}

const json = JSON.stringify

type About = {
  id: number
  key: string
  at: number
  host: LineHost
  pack: string | null
  query: string | null
  campaign_id: number | null
}

function musterJson({ id, key, at, host, pack, query, campaign_id }: About): string {
  const live = campaign_id === null ? '' : `,"campaign_id":${campaign_id}`
  return (
    `{"id":${id},"key":"${key}","received_at":"${new Date(at).toISOString()}"` +
    `,"host_id":${host.id},"host":${json(host.hostname)},"team":${json(host.team)}` +
    `,"pack":${json(pack)},"query":${json(query)}${live}}`
  )
}

/** A run that found nothing has no row to show. */
const noRows = '"diffResults":{"removed":[],"added":[]}}'

function resultEvent(line: ForwardedLine, names: LineNames): LineEvent {
  const { id, at, host_id, campaign_id, unix_time, content, decorations } = line
  const host = names.host(host_id)
  const [pack, query] = [names.pack(line.pack_id), names.query(line.pack_query_id)]
  const key = `${line.fingerprint}-r${id}`
  // Joined, not added: a sum stays a tree of its parts until it is sent, and thousands of those wait.
  const text = [
    `{"name":${json(line.name)},"hostIdentifier":${json(line.claimed_by ?? host.host_identifier)}`,
    `,"calendarTime":"${calendarTime(unix_time)}","unixTime":${unix_time},"epoch":${line.epoch}`,
    `,"counter":${line.counter},"action":"${line.action}"`,
    decorations === null ? '' : `,"decorations":${decorations}`,
    `,"muster":${musterJson({ id, key, at, host, pack, query, campaign_id })},`,
    content.length > 2 ? content.slice(1) : noRows,
  ].join('')
  const kind = campaign_id === null ? 'result' : 'live'
  return { key, text, kind, pack, query, host: host.hostname, at: new Date(at), host_id }
}

function statusEvent(line: ForwardedStatus, names: LineNames): LineEvent {
  const { id, at, host_id, unix_time, decorations } = line
  const host = names.host(host_id)
  const key = `${line.fingerprint}-s${id}`
  const none = { pack: null, query: null, campaign_id: null }
  const text =
    `{"hostIdentifier":${json(host.host_identifier)},"calendarTime":"${calendarTime(unix_time)}"` +
    `,"unixTime":${unix_time},"severity":${line.severity},"filename":${json(line.filename)}` +
    `,"line":${line.line},"message":${json(line.message)},"version":${json(line.version)}` +
    (decorations === null ? '' : `,"decorations":${decorations}`) +
    `,"muster":${musterJson({ id, key, at, host, ...none })}}`
  const event = { key, text, kind: 'status' as const, pack: null, query: null }
  return { ...event, host: host.hostname, at: new Date(at), host_id }
}

/** Builds in stretches, between which agents' requests get their turn. */
async function eventsOf<L>(lines: readonly L[], build: (line: L) => LineEvent) {
  const events: LineEvent[] = []
  for (let from = 0; from < lines.length; from += buildAtOnce) {
    if (from > 0) await new Promise((resolve) => setImmediate(resolve))
    for (const line of lines.slice(from, from + buildAtOnce)) events.push(build(line))
  }
  return events
}

export async function resultEvents(lines: readonly ForwardedLine[], names: LineNames) {
  await names.load(lines, Date.now())
  return eventsOf(lines, (line) => resultEvent(line, names))
}

export async function statusEvents(lines: readonly ForwardedStatus[], names: LineNames) {
  await names.load(lines, Date.now())
  return eventsOf(lines, (line) => statusEvent(line, names))
}
