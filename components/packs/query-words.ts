// How a scheduled query reports and how often, in words.
import { platformFamily } from '@/components/ui/platform-icon'
import { formatDuration, formatNoun } from '@/lib/client/format'

type Reporting = { interval: number; snapshot: boolean; removed: boolean }

export function modeWord({
  snapshot,
  removed,
}: Reporting): 'snapshot' | 'differential' | 'added only' {
  if (snapshot) return 'snapshot'
  return removed ? 'differential' : 'added only'
}

/** "96 runs a day", "1 run in 7 days". */
export function runsText(interval: number): string {
  const runs = 86_400 / interval
  if (runs < 1) return `1 run in ${Math.round(1 / runs)} days`
  return `${formatNoun(Math.round(runs), 'run')} a day`
}

/** "Every 15 min, 96 runs a day on each host". */
export function intervalSentence(interval: number): string {
  return `Every ${formatDuration(interval)}, ${runsText(interval)} on each host`
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
