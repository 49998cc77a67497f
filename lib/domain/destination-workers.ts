// Which destinations this process forwards: those whose lease it holds. A lease that cannot be renewed
// ends its worker; what such a worker still sends is sent again by the next one, never put on record.
import { randomUUID } from 'node:crypto'
import { onWake } from '@/lib/bus/bus'
import { forgetHorizon } from '@/lib/domain/destination-batches'
import { Runner } from '@/lib/domain/destination-runner'
import { measureLags } from '@/lib/domain/destination-shown'
import { pinned } from '@/lib/global'
import { log } from '@/lib/log'
import { leaseOf } from '@/lib/store/destination-cursors'
import { listEnabledDestinations, type StoredDestination } from '@/lib/store/destinations'
import { removeLease, removeLeases, updateLease } from '@/lib/store/leases'

const lookMs = 2_000
const leaseSeconds = 15
/** A batch under way may end within this when the server or the destination is stopped. */
const graceMs = 5_000

type Workers = {
  owner: string
  runners: Map<number, Runner>
  ending: Set<Promise<void>>
  timer: NodeJS.Timeout | undefined
  unlisten: () => void
  looking: Promise<void> | undefined
  again: boolean
  stopped: boolean
}

const workers = () =>
  pinned<Workers>('destinations.workers', () => ({
    owner: randomUUID(),
    runners: new Map(),
    ending: new Set(),
    timer: undefined,
    unlisten: () => {},
    looking: undefined,
    again: false,
    stopped: true,
  }))

function end(state: Workers, id: number, grace: number): void {
  const runner = state.runners.get(id)
  if (!runner) return
  state.runners.delete(id)
  const ending: Promise<void> = runner.stop(grace).finally(() => state.ending.delete(ending))
  state.ending.add(ending)
}

/** Takes or renews the lease; starts, restarts or ends the runner by what came of it. */
async function attend(state: Workers, destination: StoredDestination): Promise<void> {
  const { id } = destination
  const fence = await updateLease(leaseOf(id), state.owner, leaseSeconds)
  const runner = state.runners.get(id)
  if (fence === null || state.stopped) return end(state, id, 0)
  if (runner?.fence === fence && runner.destination.version === destination.version) return
  if (runner) {
    end(state, id, graceMs)
    // Two at once would send the same lines twice: the new one starts when the old one has ended.
    await Promise.allSettled([...state.ending])
    return attendAgain(state)
  }
  const started = new Runner(destination, fence)
  state.runners.set(id, started)
  started.done
    .catch((error: unknown) => log().error({ err: error, destination: id }, 'a forwarder ended'))
    .finally(() => {
      if (state.runners.get(id) === started) state.runners.delete(id)
    })
}

function attendAgain(state: Workers): void {
  state.again = true
}

async function look(state: Workers): Promise<void> {
  const destinations = await listEnabledDestinations()
  const there = new Set(destinations.map(({ id }) => id))
  for (const id of state.runners.keys()) {
    if (there.has(id)) continue
    end(state, id, graceMs)
    const { owner } = state
    void Promise.allSettled([...state.ending]).then(() =>
      removeLease(leaseOf(id), owner).catch(() => {}),
    )
  }
  await Promise.all(destinations.map((destination) => attend(state, destination)))
}

function lookSoon(state: Workers): void {
  if (state.stopped) return
  if (state.looking) {
    state.again = true
    return
  }
  state.again = false
  state.looking = look(state)
    .catch((error: unknown) => log().warn({ err: error }, 'destinations could not be looked at'))
    .finally(() => {
      state.looking = undefined
      if (state.again) lookSoon(state)
    })
}

/** Starts forwarding whatever no other process forwards. Idempotent. */
export function startForwarding(): void {
  const state = workers()
  if (!state.stopped) return
  forgetHorizon()
  measureLags()
  state.stopped = false
  state.unlisten = onWake('destinations', () => lookSoon(state))
  state.timer = setInterval(() => lookSoon(state), lookMs)
  state.timer.unref()
  lookSoon(state)
}

/** Ends what this process forwards, each batch under way within 5 s, and gives the leases up. */
export async function stopForwarding(): Promise<void> {
  const state = workers()
  if (state.stopped) return
  state.stopped = true
  clearInterval(state.timer)
  state.unlisten()
  await state.looking
  for (const id of [...state.runners.keys()]) end(state, id, graceMs)
  await Promise.allSettled([...state.ending])
  await removeLeases(state.owner).catch(() => {})
}
