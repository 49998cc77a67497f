// A destination as people read it: its state in one word, how far behind it is, until when what it
// waits for is kept. Never its secrets.
import { ingestLimits } from '@/lib/domain/ingest-quota'
import { pinned } from '@/lib/global'
import { readings } from '@/lib/metrics'
import { type Lag, listLags } from '@/lib/store/destination-cursors'
import type { ShownDestination } from '@/lib/store/destinations'
import type { DestinationRow, DestinationState } from '@/lib/wire/destinations'

/** Behind by more than this is worth a mark. */
const behindSeconds = 60
const lagsKeptMs = 1_000
const dayMs = 86_400_000

type Lags = { at: number; read: Promise<Map<number, Lag>> | undefined }

/** However many ask at once, the log is looked at once a second. */
async function lags(nowMs: number): Promise<Map<number, Lag>> {
  const state = pinned<Lags>('destinations.lags', () => ({ at: 0, read: undefined }))
  if (!state.read || nowMs - state.at > lagsKeptMs) {
    state.at = nowMs
    state.read = listLags().then((found) => new Map(found.map((lag) => [lag.id, lag])))
    state.read.catch(() => {
      state.at = 0
    })
  }
  return state.read
}

const secondsSince = (then: Date | null | undefined, nowMs: number) =>
  then ? Math.max(0, Math.round((nowMs - then.getTime()) / 1_000)) : 0

const lagSeconds = (lag: Lag | undefined, nowMs: number) =>
  Math.max(secondsSince(lag?.oldest_result, nowMs), secondsSince(lag?.oldest_status, nowMs))

const lagMetrics: { name: string; help: string; of: (lag: Lag, nowMs: number) => number }[] = [
  {
    name: 'muster_destination_lag_lines',
    help: 'Lines of the log that a destination has not passed; reckoned beyond 5,000',
    of: ({ lines }) => lines,
  },
  {
    name: 'muster_destination_lag_seconds',
    help: 'Age of the oldest line that a destination has not passed',
    of: lagSeconds,
  },
]

/** Puts how far each destination is behind into /metrics. Names are few: administrators give them. */
export function measureLags(): void {
  for (const { name, help, of } of lagMetrics)
    readings(name, help, ['destination', 'kind'], async () => {
      const nowMs = Date.now()
      return [...(await lags(nowMs)).values()].map((lag) => ({
        labels: { destination: lag.name, kind: lag.kind },
        value: of(lag, nowMs),
      }))
    })
}

function stateOf(row: ShownDestination, behind: number): DestinationState {
  if (!row.enabled) return 'paused'
  if (row.last_error?.next_try_at) return 'failing'
  if (!row.running) return 'starting'
  return behind > behindSeconds ? 'behind' : 'well'
}

/** The end of the day of that line, so many days on: its partition stays until then at least. */
const keptUntil = (line: Date, days: number) =>
  new Date(Math.floor(line.getTime() / dayMs) * dayMs + (days + 1) * dayMs)

function heldUntil(lag: Lag | undefined, days: { results: number; status: number }): Date | null {
  const ends = [
    ...(lag?.oldest_result ? [keptUntil(lag.oldest_result, days.results)] : []),
    ...(lag?.oldest_status ? [keptUntil(lag.oldest_status, days.status)] : []),
  ]
  return ends.sort((a, b) => a.getTime() - b.getTime())[0] ?? null
}

function shownOf(
  row: ShownDestination,
  lag: Lag | undefined,
  at: { nowMs: number; days: { results: number; status: number } },
): DestinationRow {
  const lag_seconds = lagSeconds(lag, at.nowMs)
  const { id, name, kind, enabled, when_full, delivered, retries, dead_letters, shed } = row
  const { last_error, last_event, last_event_at, created_at, updated_at } = row
  return {
    ...{ id, name, kind, enabled, when_full, delivered, retries, dead_letters, shed },
    ...{ created_at, updated_at, lag_seconds, last_error },
    config: row.config,
    secrets: Object.entries(row.secrets_set).map(([secret, set_at]) => ({ name: secret, set_at })),
    filter: { packs: row.packs, log_types: row.log_types, live: row.live },
    state: stateOf(row, lag_seconds),
    lag_lines: lag?.lines ?? 0,
    delivered_per_minute: row.delivered_per_minute,
    last_event: last_event && last_event_at ? { at: last_event_at, text: last_event } : null,
    held_until: heldUntil(lag, at.days),
  }
}

export async function shownDestinations(
  rows: readonly ShownDestination[],
  nowMs = Date.now(),
): Promise<DestinationRow[]> {
  if (rows.length === 0) return []
  const [known, limits] = await Promise.all([lags(nowMs), ingestLimits()])
  const days = { results: limits.result_retention_days, status: limits.status_retention_days }
  return rows.map((row) => shownOf(row, known.get(row.id), { nowMs, days }))
}
