// What the timeline of a host says in words. Pure: times are arguments.
import { formatDuration, formatNoun } from '@/lib/client/format'
import type { HostTimeline } from '@/lib/wire/host-timeline'

export type Lane = 'check-in' | 'config' | 'results' | 'live' | 'errors' | 'events'
/** Something that happened, for the table and for the marks. */
export type Happening = { at: string; lane: Lane; text: string; href?: string }

/** Neighbours that are drawn as one: the first, and those too close to the one before them. */
export type Crowd = { one: Happening; rest: Happening[] }

/** The list, in its order, with what lies less than `apart` from its neighbour gathered. */
export function crowdsOf(
  list: readonly Happening[],
  place: (at: string) => number,
  apart: number,
): Crowd[] {
  const crowds: Crowd[] = []
  let before: number | undefined
  for (const one of list) {
    const here = place(one.at)
    const last = crowds.at(-1)
    if (last && before !== undefined && Math.abs(here - before) < apart) last.rest.push(one)
    else crowds.push({ one, rest: [] })
    before = here
  }
  return crowds
}

type Gap = HostTimeline['gaps'][number]
type TimelineEvent = HostTimeline['events'][number]

const text = (value: unknown, otherwise: string) =>
  typeof value === 'string' && value !== '' ? value : otherwise

/** "not seen for 5 h 40 min", "the server was away for 9 s". */
export function gapWords({ from, to, server_away }: Gap, now: number): string {
  const seconds = ((to === null ? now : Date.parse(to)) - Date.parse(from)) / 1000
  const long = formatDuration(Math.max(0, seconds))
  return server_away ? `the server was away for ${long}` : `not seen for ${long}`
}

export function eventWords({ kind, details }: TimelineEvent): string {
  const from = text(details.from, '')
  const to = text(details.to, '')
  const where = text(details.address, 'an unknown address')
  const words: Record<TimelineEvent['kind'], string> = {
    enrolled: `Enrolled from ${where}`,
    re_enrolled: `Enrolled again from ${where}`,
    conflict: `Another machine with its identity enrolled from ${where}`,
    merged: 'Merged with another record of the same machine',
    transferred: `Moved from ${from || 'no team'} to ${to || 'no team'} by ${text(details.by, 'somebody')}`,
    configured: 'Served another configuration',
    restarted: 'Its agent was restarted',
    rebooted: 'It was restarted',
    upgraded: `osquery ${from} became ${to}`,
    system_changed: `${from} became ${to}`,
    renamed: `${from} is now called ${to}`,
    silent: 'Not seen',
  }
  return words[kind]
}

type Configuration = HostTimeline['configurations'][number]

/** "r8" of one pack, "Base r7 to r8, Disks r2 came", else how many packs. */
export function configurationWords({ changes, packs }: Configuration): string {
  if (changes.length > 0) return changes.join(', ')
  const [only] = packs
  if (only && packs.length === 1) return `${only.name} r${only.revision}`
  return packs.length === 0 ? 'no pack' : formatNoun(packs.length, 'pack')
}

const errorWords = { failed: 'failed', stopped: 'stopped', logged: 'logged an error' }

function errorText({ kind, query, text: said }: HostTimeline['errors'][number]): string {
  return `${query ? `${query} ` : ''}${errorWords[kind]}${said ? `: ${said}` : ''}`
}

/** The errors with their words; an error of a query leads to why. */
export function errorsOf({ errors }: HostTimeline): Happening[] {
  return errors.map((error) => ({ at: error.at, lane: 'errors', text: errorText(error) }))
}

export function eventsOf({ events }: HostTimeline): Happening[] {
  return events
    .filter(({ kind }) => kind !== 'configured')
    .map((event) => ({ at: event.at, lane: 'events', text: eventWords(event) }))
}

export function liveOf({ live }: HostTimeline): Happening[] {
  return live.map(({ at, campaign_id, name, state }) => ({
    ...{ at, lane: 'live', text: `#${campaign_id} ${name}: ${state.replaceAll('_', ' ')}` },
    href: `/campaigns/${campaign_id}`,
  }))
}

/** Everything in one list, the newest first. */
export function happeningsOf(timeline: HostTimeline, now: number): Happening[] {
  const gaps = timeline.gaps.map(
    (gap): Happening => ({
      ...{ at: gap.from, lane: 'check-in', text: gapWords(gap, now) },
    }),
  )
  const served = timeline.configurations.map(
    (one): Happening => ({
      ...{ at: one.at, lane: 'config', text: `Served: ${configurationWords(one)}` },
    }),
  )
  const results = timeline.results.map(
    ({ at, lines }): Happening => ({
      ...{
        at,
        lane: 'results',
        text: `${formatNoun(lines, 'result line')} in ${formatDuration(timeline.bucket_seconds)}`,
      },
    }),
  )
  const marks = [...liveOf(timeline), ...errorsOf(timeline), ...eventsOf(timeline)]
  return [...gaps, ...served, ...results, ...marks].sort((a, b) => b.at.localeCompare(a.at))
}
