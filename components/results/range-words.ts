// Stretches of time as people read them, and other stretches made of them. Pure; the zone is an argument.
import { formatInstant } from '@/lib/client/format'

/** In ms. */
export type Stretch = { from: number; to: number }

export const dayMs = 86_400_000
const minuteMs = 60_000
/** The shortest stretch that zooming leads to. */
const leastMs = minuteMs

const words = (at: number, zone: string, form: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...form }).format(at)

/** "14 Mar 13:00", with the year where it is not this one, with seconds where there are some. */
export function shortInstant(at: number, now: number, zone: string): string {
  const year = words(at, zone, { year: 'numeric' })
  const isThis = year === words(now, zone, { year: 'numeric' })
  const day = words(at, zone, { day: 'numeric', month: 'short' })
  const clock = formatInstant(at, zone).slice(-8)
  return `${day}${isThis ? '' : ` ${year}`} ${clock.endsWith(':00') ? clock.slice(0, -3) : clock}`
}

const isSameDay = (one: number, other: number, zone: string) =>
  words(one, zone, { dateStyle: 'short' }) === words(other, zone, { dateStyle: 'short' })

/** "14 Mar 13:00 to 14:00". */
export function stretchWords({ from, to }: Stretch, now: number, zone: string): string {
  const end = shortInstant(to, now, zone)
  const last = isSameDay(from, to, zone) ? (end.split(' ').at(-1) ?? end) : end
  return `${shortInstant(from, now, zone)} to ${last}`
}

/** What the range of the address says. */
export function rangeWords(
  from: string | null,
  to: string | null,
  now: number,
  zone: string,
): string {
  const [start, end] = [Date.parse(from ?? ''), Date.parse(to ?? '')]
  const hasStart = !Number.isNaN(start)
  if (hasStart && !Number.isNaN(end)) return stretchWords({ from: start, to: end }, now, zone)
  if (hasStart) return `Since ${shortInstant(start, now, zone)}`
  return Number.isNaN(end) ? 'All that is kept' : `Until ${shortInstant(end, now, zone)}`
}

/** So long before now, on a whole minute. */
export function sinceIso(seconds: number, now: number): string {
  return new Date(Math.floor((now - seconds * 1000) / minuteMs) * minuteMs).toISOString()
}

/** The stretch as the address has it; never shorter than a minute, never in the future. */
export function stretchPatch({ from, to }: Stretch, now: number): { from: string; to?: string } {
  const middle = (from + to) / 2
  const long = Math.max(leastMs, to - from)
  const iso = (at: number) => new Date(Math.round(at / 1000) * 1000).toISOString()
  const end = middle + long / 2
  // Without an end it goes on to now.
  return { from: iso(middle - long / 2), ...(end >= now ? {} : { to: iso(end) }) }
}
