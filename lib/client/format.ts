// Numbers, sizes and durations as people read them. Pure: locale fixed, zone and time are arguments.
// Values reported by agents never pass through here; they are shown as received.

const counts = new Intl.NumberFormat('en-US')

/** Grouped: 3,104. Only for sums and counts of ours, never for a value an agent sent. */
export function formatCount(value: number): string {
  return counts.format(value)
}

/** "hosts", "queries": the plain English plural. */
export function pluralOf(noun: string): string {
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`
}

/** "1 host", "3,104 hosts". */
export function formatNoun(value: number, one: string, many = pluralOf(one)): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`
}

/** 412 B, 41 kB, 1.4 MB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let step = 0
  while (value >= 1000 && step < units.length - 1) {
    value /= 1000
    step += 1
  }
  const digits = step > 0 && value < 10 ? 1 : 0
  return `${value.toFixed(digits)} ${units[step]}`
}

/** 8 ms, 61 ms, 1.4 s, 12 s. */
export function formatMs(ms: number): string {
  if (ms < 1) return ms <= 0 ? '0 ms' : '< 1 ms'
  if (ms < 1_000) return `${Math.round(ms)} ms`
  const seconds = ms / 1_000
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
}

/** 0.4 s, 12 s, 3,400 s: agent seconds stay seconds, so that they compare. */
export function formatSeconds(seconds: number): string {
  if (seconds > 0 && seconds < 0.05) return '< 0.1 s'
  const digits = seconds < 10 ? 1 : 0
  return `${seconds.toLocaleString('en-US', { maximumFractionDigits: digits })} s`
}

/** Rates of rows: whole from ten on. */
export function formatRate(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 })
}

/** 45 s, 15 min, 2 h 05 min, 6 d: at most two units. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) {
    const rest = whole % 60
    return rest === 0 || whole >= 600
      ? `${Math.floor(whole / 60)} min`
      : `${Math.floor(whole / 60)} min ${rest} s`
  }
  if (whole < 86_400) {
    const minutes = Math.floor((whole % 3600) / 60)
    return minutes === 0
      ? `${Math.floor(whole / 3600)} h`
      : `${Math.floor(whole / 3600)} h ${minutes} min`
  }
  return `${Math.floor(whole / 86_400)} d`
}

const dayMs = 86_400_000

/** "3 min ago", "in 6 s", "now"; from 24 h on the date. `zone` is an IANA name. */
export function formatRelative(at: number, now: number, zone: string): string {
  const gap = at - now
  const size = Math.abs(gap)
  if (size >= dayMs) return formatDate(at, now, zone)
  const seconds = Math.floor(size / 1000)
  if (seconds < 1) return 'now'
  const text =
    seconds < 60
      ? `${seconds} s`
      : seconds < 3600
        ? `${Math.floor(seconds / 60)} min`
        : `${Math.floor(seconds / 3600)} h`
  return gap < 0 ? `${text} ago` : `in ${text}`
}

function formatDate(at: number, now: number, zone: string): string {
  const year = (time: number) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric' }).format(time)
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    ...(year(at) === year(now) ? {} : { year: 'numeric' as const }),
  }).format(at)
}

/** "14:02:24" in the reader's zone. */
export function formatClock(at: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(at)
}

/** "14 Mar 2026, 14:02:24" in the reader's zone. */
export function formatInstant(at: number, zone: string): string {
  const date = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(at)
  return `${date}, ${formatClock(at, zone)}`
}

/** "UTC+01:00" for an IANA zone at that moment. */
export function formatZone(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    timeZoneName: 'longOffset',
  }).formatToParts(at)
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
  return name.replace('GMT', 'UTC')
}
