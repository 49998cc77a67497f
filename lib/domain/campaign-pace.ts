// How many hosts may be handed a query now, when its campaign allows so many a minute. A count for
// each second under the campaign's lock, so that no sixty seconds hold more than the limit.

/** One more than a minute has, and one for the moment between the count and the hand-out. */
const slots = 62

export type Pace = {
  /** The count of second n stands at n modulo the length; empty before the first. */
  counts: readonly number[]
  /** The newest second that has a count; null before the first. */
  second: number | null
}

/** The counts with the seconds since the newest one set to none. */
function upTo({ counts, second }: Pace, now: number): number[] {
  const fresh = Array.from({ length: slots }, (_, slot) => counts[slot] ?? 0)
  const from = second === null ? now - slots : Math.max(second, now - slots)
  for (let passed = from + 1; passed <= now; passed += 1) fresh[passed % slots] = 0
  return fresh
}

const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0)

/** How many more may be handed out in the second `now`. */
export function paceLeft(pace: Pace, now: number, perMinute: number): number {
  return Math.max(0, perMinute - sumOf(upTo(pace, now)))
}

/** The pace after handing out to so many in the second `now`. A clock set back counts as standing. */
export function paceAfter(
  pace: Pace,
  now: number,
  handed: number,
): { counts: number[]; second: number } {
  const second = Math.max(now, pace.second ?? now)
  const counts = upTo(pace, second)
  counts[second % slots] = (counts[second % slots] ?? 0) + handed
  return { counts, second }
}

/** Seconds until one more may be handed out; 0 when one may be now. */
export function paceOpensIn(pace: Pace, now: number, perMinute: number): number {
  for (let ahead = 0; ahead < slots; ahead += 1) {
    if (paceLeft(pace, now + ahead, perMinute) > 0) return ahead
  }
  return slots
}
