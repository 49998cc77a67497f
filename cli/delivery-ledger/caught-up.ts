// When destinations have passed what is stored, by their cursors: far ends are read once, afterwards. To
// read them meanwhile would slow them down, and hide that one was passed before it had its lines.
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from '@/lib/store/db'

const newestSql = 'SELECT max(id) AS id FROM result_lines'
const passedSql = 'SELECT kind FROM destinations WHERE result_id >= $1'

/** Asks until the database answers: it may have been killed a moment ago. Throws after `untilMs`. */
async function asked<Row extends object>(
  untilMs: number,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  for (;;) {
    try {
      return await sql<Row>('work', text, values)
    } catch (error) {
      if (performance.now() > untilMs) throw error
      await delay(50)
    }
  }
}

/**
 * Waits until each destination has passed what is stored now; how many milliseconds each took, by kind.
 * Without those that have not after `patienceMs`.
 */
export async function untilCaughtUp(
  kinds: readonly string[],
  patienceMs: number,
): Promise<Record<string, number>> {
  const since = performance.now()
  const untilMs = since + patienceMs
  const [last] = await asked<{ id: number }>(untilMs, newestSql)
  const took: Record<string, number> = {}
  for (;;) {
    const rows = await asked<{ kind: string }>(untilMs, passedSql, [last?.id ?? 0])
    const passed = Math.round(performance.now() - since)
    for (const { kind } of rows) took[kind] ??= passed
    if (kinds.every((kind) => kind in took) || passed > patienceMs) return took
    await delay(50)
  }
}
