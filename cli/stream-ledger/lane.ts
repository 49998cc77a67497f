// A lane of the stream ledger: one person who starts a campaign as soon as the last one has ended, and
// the readers who follow each of them.
import { setTimeout as delay } from 'node:timers/promises'
import type { LedgerReader } from '@/cli/stream-ledger/reader'

type LaneOptions = {
  urls: string[]
  token: string
  random: () => number
  hosts: number[]
  readers: LedgerReader[]
  expires_seconds: number
}

const retryMs = 150
/** Longer than any restart takes; a server that never takes the query again fails the proof. */
const patienceMs = 60_000

/** Starts one live query, however often it takes; the key makes the tries one. */
async function launch({
  urls,
  token,
  random,
  hosts,
  expires_seconds,
}: LaneOptions): Promise<number> {
  const key = crypto.randomUUID()
  const body = JSON.stringify({
    query: 'SELECT version FROM osquery_info',
    selected: { hosts },
    expires_in: expires_seconds,
  })
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': key,
  }
  const deadline = Date.now() + patienceMs
  let said = ''
  while (Date.now() < deadline) {
    const url = urls[Math.floor(random() * urls.length)]
    const path = `${url}/api/v1/fleet/queries/run`
    const reply = await fetch(path, { method: 'POST', headers, body }).catch(() => undefined)
    said = (await reply?.text().catch(() => '')) ?? 'nobody answers'
    if (reply?.ok && said !== '') return Number(JSON.parse(said).campaign_id)
    await delay(retryMs)
  }
  throw new Error(`A live query could not be started for a minute: ${said}`)
}

/** Runs campaigns one after another until `stopped`; resolves to their numbers. */
export async function runLane(lane: LaneOptions, stopped: AbortSignal): Promise<number[]> {
  const ids: number[] = []
  while (!stopped.aborted) {
    const id = await launch(lane)
    ids.push(id)
    await Promise.all(lane.readers.map((reader) => reader.follow(id)))
  }
  return ids
}
