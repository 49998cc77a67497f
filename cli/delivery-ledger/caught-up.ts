// When destinations have passed what is stored, by their cursors: far ends are read once, afterwards. To
// read them meanwhile would slow them down, and hide that one was passed before it had its lines.
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from '@/lib/store/db'

/**
 * Waits until each destination has passed what is stored now; how many milliseconds each took, by kind.
 * Without those that have not after `patienceMs`.
 */
export async function untilCaughtUp(
  kinds: readonly string[],
  patienceMs: number,
): Promise<Record<string, number>> {
  const [last] = await sql<{ id: number }>('work', 'SELECT max(id) AS id FROM result_lines')
  const since = performance.now()
  const took: Record<string, number> = {}
  for (;;) {
    const rows = await sql<{ kind: string }>(
      'work',
      'SELECT kind FROM destinations WHERE result_id >= $1',
      [last?.id ?? 0],
    )
    const passed = Math.round(performance.now() - since)
    for (const { kind } of rows) took[kind] ??= passed
    if (kinds.every((kind) => kind in took) || passed > patienceMs) return took
    await delay(50)
  }
}
