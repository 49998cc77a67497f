// Wake-ups between instances: ids only, never data. A lost one costs latency, never a row, because
// every listener also polls; durable invalidations are rows of `changes` that the poll re-reads.
import { EventEmitter } from 'node:events'
import pg from 'pg'
import { pinned } from '@/lib/global'
import { databaseUrl, sql, type Tx } from '@/lib/store/db'

/** `noun` or `noun:id`, for example `campaign:58`, `hosts:12`, `configuration`, `labels`. */
type Topic = string

const channel = 'muster'
const pollMs = 2_000
const relistenMs = 1_000

type Bus = {
  emitter: EventEmitter
  origin: string
  outbox: Set<Topic>
  flushing: boolean
  listener: pg.Client | undefined
  timer: NodeJS.Timeout | undefined
  /** Changes of transactions at or above this id may not have been seen yet. */
  horizon: string
  running: boolean
  role: string
}

function bus(): Bus {
  return pinned('bus', () => {
    const emitter = new EventEmitter()
    emitter.setMaxListeners(0)
    return {
      emitter,
      origin: crypto.randomUUID().slice(0, 8),
      outbox: new Set<Topic>(),
      flushing: false,
      listener: undefined,
      timer: undefined,
      horizon: '0',
      running: false,
      role: 'all',
    }
  })
}

function emit(topic: Topic): void {
  const { emitter } = bus()
  emitter.emit(topic)
  const noun = topic.split(':', 1)[0]
  if (noun !== undefined && noun !== topic) emitter.emit(`${noun}:*`, topic)
  emitter.emit('*', topic)
}

/**
 * Calls `listen` on every wake-up of the topic (`campaign:58`), of a noun (`campaign:*`, called with
 * the topic) or of everything (`*`). Returns the function that ends it. Wake-ups may repeat.
 */
export function onWake(topic: Topic, listen: (topic: Topic) => void): () => void {
  const { emitter } = bus()
  const heard = (actual?: Topic) => listen(actual ?? topic)
  emitter.on(topic, heard)
  return () => emitter.off(topic, heard)
}

/** Wakes this process now and the others soon. Call it only after the commit it speaks of. */
export function wake(topic: Topic): void {
  emit(topic)
  const state = bus()
  if (!state.running) return
  state.outbox.add(topic)
  if (!state.flushing) void flushOutbox(state)
}

async function flushOutbox(state: Bus): Promise<void> {
  state.flushing = true
  try {
    while (state.outbox.size > 0) {
      const payloads = [...state.outbox].map((topic) => `${state.origin} ${topic}`)
      state.outbox.clear()
      await sql('work', 'SELECT pg_notify($1, p) FROM unnest($2::text[]) AS p', [channel, payloads])
    }
  } catch {
    // The others find the rows by their own polls; a nudge is never worth a retry.
  } finally {
    state.flushing = false
  }
}

/**
 * Records a change that every instance must hear of, inside the transaction that makes it. Follow
 * with `wake(topic)` after the commit; when that is lost, the poll of `changes` finds it in 2 s.
 */
export async function recordChange(tx: Tx, topic: Topic): Promise<void> {
  await tx.sql(
    'INSERT INTO changes (topic, txid) VALUES ($1, pg_current_xact_id()::text::bigint)',
    [topic],
  )
}

/**
 * Starts listening and polling. Idempotent. The connection carries the role, so that instances can be
 * counted by it.
 */
export async function startBus(role = 'all'): Promise<void> {
  const state = bus()
  if (state.running) return
  state.running = true
  state.role = role
  const [row] = await sql<{ horizon: string }>(
    'work',
    'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon',
  )
  state.horizon = row?.horizon ?? '0'
  void listenOn(state)
  state.timer = setInterval(() => void pollChanges(state), pollMs)
  state.timer.unref()
}

/** Stops listening and polling; local wake-ups still work. */
export async function stopBus(): Promise<void> {
  const state = bus()
  state.running = false
  clearInterval(state.timer)
  const { listener } = state
  state.listener = undefined
  await listener?.end().catch(() => {})
}

async function listenOn(state: Bus): Promise<void> {
  if (!state.running) return
  const client = new pg.Client({
    connectionString: databaseUrl(),
    application_name: `muster bus ${state.role}`,
    keepAlive: true,
  })
  let ended = false
  const again = () => {
    if (ended) return
    ended = true
    if (state.listener === client) state.listener = undefined
    client.end().catch(() => {})
    if (state.running) setTimeout(() => void listenOn(state), relistenMs).unref()
  }
  client.on('error', again)
  client.on('end', again)
  client.on('notification', ({ payload }) => {
    const [origin, topic] = (payload ?? '').split(' ', 2)
    if (topic && origin !== state.origin) emit(topic)
  })
  try {
    await client.connect()
    await client.query(`LISTEN ${channel}`)
    state.listener = client
    // What was announced while nobody listened here.
    await pollChanges(state)
  } catch {
    again()
  }
}

/**
 * Emits every change of a transaction that had not finished at the last poll. Ids are not in commit
 * order, so the horizon is the oldest open transaction and a change may be emitted twice.
 */
async function pollChanges(state: Bus): Promise<void> {
  try {
    const rows = await sql<{ topic: string | null; horizon: string }>(
      'work',
      `SELECT c.topic, s.horizon
         FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon) s
         LEFT JOIN changes c ON c.txid >= $1::bigint`,
      [state.horizon],
    )
    for (const topic of new Set(rows.map((row) => row.topic))) if (topic) emit(topic)
    state.horizon = rows[0]?.horizon ?? state.horizon
  } catch {
    // The database is away; the same horizon is asked again at the next poll.
  }
}
