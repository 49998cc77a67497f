// How the query table writes intervals, modes and platforms, and reads them back from what is typed.
import type { DraftQuery } from '@/lib/client/pack-draft'
import { intervalSecondsMax, intervalSecondsMin } from '@/lib/wire/pack-rules'
import { type TablePlatform, tablePlatforms } from '@/lib/wire/platforms'

export const intervalUnits = [
  { unit: 'd', word: 'days', seconds: 86_400 },
  { unit: 'h', word: 'hours', seconds: 3600 },
  { unit: 'min', word: 'minutes', seconds: 60 },
  { unit: 's', word: 'seconds', seconds: 1 },
] as const
export type IntervalUnit = (typeof intervalUnits)[number]['unit']

/** The largest unit that says it without a fraction: 900 is 15 min, 90 is 90 s. */
export function intervalParts(seconds: number): { value: number; unit: IntervalUnit } {
  const found = intervalUnits.find(
    (each) => seconds >= each.seconds && seconds % each.seconds === 0,
  )
  return found
    ? { value: seconds / found.seconds, unit: found.unit }
    : { value: seconds, unit: 's' }
}

export function intervalText(seconds: number): string {
  const { value, unit } = intervalParts(seconds)
  return `${value} ${unit}`
}

/** Seconds of `15 min`, `1h`, `2 days` or `900`; undefined for what is no interval. */
export function readInterval(text: string): number | undefined {
  const [, amount, word = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? []
  if (amount === undefined) return undefined
  const unit = intervalUnits.find((each) => word === '' || each.word[0] === word[0]?.toLowerCase())
  const known = word === '' ? 1 : /^(s|sec|seconds?|m|mins?|minutes?|h|hours?|d|days?)$/i.test(word)
  if (!unit || !known) return undefined
  const seconds = Number(amount) * (word === '' ? 1 : unit.seconds)
  const fits = seconds >= intervalSecondsMin && seconds <= intervalSecondsMax
  return Number.isInteger(seconds) && fits ? seconds : undefined
}

export const modes = ['snapshot', 'differential', 'added only'] as const
export type Mode = (typeof modes)[number]

export const modeFields: Record<Mode, Pick<DraftQuery, 'snapshot' | 'removed'>> = {
  snapshot: { snapshot: true, removed: true },
  differential: { snapshot: false, removed: true },
  'added only': { snapshot: false, removed: false },
}

export const platformLetters = { darwin: 'M', linux: 'L', windows: 'W' } as const

/** Those of the three that the text names; undefined for a text that says something finer. */
export function platformsOf(text: string): readonly TablePlatform[] | undefined {
  const words = text.split(/[\s,]+/).filter(Boolean)
  if (words.length === 0 || words.includes('any') || words.includes('all')) return tablePlatforms
  const meant = new Set<string>(
    words.flatMap((word) => (word === 'posix' ? ['darwin', 'linux'] : [word])),
  )
  const known = tablePlatforms.filter((platform) => meant.has(platform))
  return known.length === meant.size ? known : undefined
}

/** All three and none of them are both written as no limit. */
function platformText(platforms: ReadonlySet<TablePlatform>): string {
  const named = tablePlatforms.filter((platform) => platforms.has(platform))
  return named.length === tablePlatforms.length ? '' : named.join(',')
}

/** The text with one platform more or less; the last one cannot be taken away. */
export function withPlatform(text: string, platform: TablePlatform, on: boolean): string {
  const now = new Set(platformsOf(text) ?? [])
  if (on) now.add(platform)
  else now.delete(platform)
  return now.size === 0 ? text : platformText(now)
}
