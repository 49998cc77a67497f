// The test button: one made-up event to the far end, once, with settings that may not be saved yet.
// Says only whether it was taken and why not. Limited, because each is a call to somewhere (S89).
import { randomUUID } from 'node:crypto'
import { recordActivity } from '@/lib/domain/activity'
import { calendarTime } from '@/lib/domain/destination-events'
import { openSecrets } from '@/lib/domain/destination-secrets'
import { mayWrite, mergedSecrets, missingDestination, objectOf } from '@/lib/domain/destinations'
import { takeTestTurn } from '@/lib/domain/throttle'
import { log } from '@/lib/log'
import { type Sink, type SinkEvent, SinkFault } from '@/lib/sinks/sink'
import { openSink } from '@/lib/sinks/sinks'
import { transaction } from '@/lib/store/db'
import { findDestination } from '@/lib/store/destinations'
import { type DestinationKind, parseSettings } from '@/lib/wire/destination-kinds'
import type { DestinationTestReply, DestinationTrial } from '@/lib/wire/destinations'
import { refuseFields } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

const limitMs = 10_000
const closeLimitMs = 2_000

/** An event that no agent could have sent, by its name and its `test`. */
function testEvent(at: Date): SinkEvent {
  const key = `test-${randomUUID()}`
  const unixTime = Math.floor(at.getTime() / 1_000)
  const text = JSON.stringify({
    ...{ name: 'muster_test', hostIdentifier: 'muster', calendarTime: calendarTime(unixTime) },
    ...{ unixTime, epoch: 0, counter: 0, action: 'snapshot' },
    muster: { id: 0, key, received_at: at.toISOString(), test: true },
    snapshot: [{ message: 'A test event, sent by a person' }],
  })
  return { key, text, kind: 'result', pack: null, query: null, host: 'muster', at }
}

function within<T>(ms: number, work: Promise<T>, words: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SinkFault(words)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

async function sendTest(kind: DestinationKind, config: unknown, secrets: unknown): Promise<string> {
  let sink: Sink | undefined
  const opening = openSink(kind, config, secrets)
  try {
    const words = `It did not answer within ${limitMs / 1_000} s`
    sink = await within(limitMs, opening, words)
    const signal = AbortSignal.timeout(limitMs)
    const [refused] = await within(limitMs, sink.send([testEvent(new Date())], signal), words)
    if (refused) throw new SinkFault(`It refused the event: ${refused.reason.slice(0, 500)}`)
    return 'It took the test event'
  } finally {
    const close = opening.then((opened) => opened.close()).catch(() => {})
    await within(closeLimitMs, close, '').catch(() => {})
  }
}

async function tryOut(
  kind: DestinationKind,
  config: unknown,
  secrets: unknown,
): Promise<DestinationTestReply> {
  const started = performance.now()
  const spent = () => Math.round(performance.now() - started)
  try {
    return { ok: true, message: await sendTest(kind, config, secrets), ms: spent() }
  } catch (error) {
    if (error instanceof SinkFault) return { ok: false, message: error.message, ms: spent() }
    log().warn({ err: error, kind }, 'a test of a destination failed')
    return {
      ok: false,
      message: 'It failed for a reason that the log of the server tells',
      ms: spent(),
    }
  }
}

type Tested = { id?: number; name?: string; kind: DestinationKind; address: string }

async function audit(viewer: Viewer, tested: Tested, { ok, message }: DestinationTestReply) {
  const { id, name = '', kind, address } = tested
  const object = id === undefined ? { object_kind: 'destination' } : objectOf({ id, name })
  const deed = { type: 'tested_destination', ...object, details: { kind, ok, message }, address }
  await transaction('people', (tx) => recordActivity(tx, viewer, deed))
}

/** Sends a test event with the settings as they are saved. */
export async function testDestination(
  viewer: Viewer,
  id: number,
  address: string,
): Promise<DestinationTestReply> {
  mayWrite(viewer)
  const row = await findDestination(id)
  if (!row) throw missingDestination()
  await takeTestTurn(viewer.user_id)
  const reply = await tryOut(row.kind, row.config, openSecrets(id, row.secrets))
  await audit(viewer, { id, name: row.name, kind: row.kind, address }, reply)
  return reply
}

/** The same with settings that are not saved. */
export async function testSettings(
  viewer: Viewer,
  { id, kind, config, secrets }: DestinationTrial,
  address: string,
): Promise<DestinationTestReply> {
  mayWrite(viewer)
  const stored = id === undefined ? undefined : await findDestination(id)
  if (id !== undefined && stored?.kind !== kind) throw missingDestination()
  const given = Object.entries(secrets).filter(([, value]) => value !== null)
  const merged = stored ? mergedSecrets(stored, config, secrets) : Object.fromEntries(given)
  const settings = parseSettings(kind, config, merged)
  refuseFields(settings.errors)
  await takeTestTurn(viewer.user_id)
  const reply = await tryOut(kind, settings.config, settings.secrets)
  const name = stored ? { id: stored.id, name: stored.name } : {}
  await audit(viewer, { ...name, kind, address }, reply)
  return reply
}
