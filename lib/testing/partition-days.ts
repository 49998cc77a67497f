// Days of result lines for tests of what is dropped when.
import { sql } from '@/lib/store/db'

/** Makes the day of result lines that began so many days ago; its name. */
export async function makeDay(daysAgo: number): Promise<string> {
  const [day] = await sql<{ name: string; from: string; until: string }>(
    'work',
    `SELECT to_char(d, '"result_lines_"YYYYMMDD') AS name, d || '+00' AS from,
            d + interval '1 day' || '+00' AS until
       FROM (SELECT date_trunc('day', now() AT TIME ZONE 'UTC') - $1 * interval '1 day' AS d) day`,
    [daysAgo],
  )
  await sql(
    'work',
    `CREATE TABLE ${day?.name} PARTITION OF result_lines
       FOR VALUES FROM ('${day?.from}') TO ('${day?.until}')`,
  )
  return day?.name ?? ''
}

/** The days of result lines there are. */
export async function partitions(): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    'work',
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits
      WHERE inhparent = 'result_lines'::regclass`,
  )
  return rows.map((row) => row.name)
}
