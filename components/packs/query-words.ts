// How a scheduled query reports and how often, in words.
import { platformFamily } from '@/components/ui/platform-icon'
import { formatCount, formatDuration } from '@/lib/client/format'

export type Reporting = { interval: number; snapshot: boolean; removed: boolean }

export function modeWord({
  snapshot,
  removed,
}: Reporting): 'snapshot' | 'differential' | 'added only' {
  if (snapshot) return 'snapshot'
  return removed ? 'differential' : 'added only'
}

export function modeSentence(query: Reporting): string {
  if (query.snapshot) return 'Snapshot: every run reports all rows.'
  if (query.removed) return 'Differential: a run reports rows added and removed since the last.'
  return 'Added only: a run reports rows added since the last.'
}

/** "Every 15 min, 96 runs a day on each host". */
export function intervalSentence(interval: number): string {
  const runs = 86_400 / interval
  const daily =
    runs >= 1
      ? `${formatCount(Math.round(runs))} ${Math.round(runs) === 1 ? 'run' : 'runs'} a day`
      : 'less than one run a day'
  return `Every ${formatDuration(interval)}, ${daily} on each host`
}

/** osquery's list of platforms as names; empty and `any` are all of them. */
export function platformWords(platform: string): string {
  const names = platform
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  if (names.length === 0 || names.includes('any') || names.includes('all')) return 'any platform'
  return names
    .map((name) => (name === 'posix' ? 'Linux and macOS' : platformFamily(name).name))
    .join(', ')
}
