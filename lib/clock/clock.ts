// The clock of the installation: jobs that some process must run every so often, each in one process
// at a time. A job that fails is logged and comes again; no job knows of another.
import { randomUUID } from 'node:crypto'
import { pinned } from '@/lib/global'
import { log } from '@/lib/log'
import { removeLeases, updateLease } from '@/lib/store/leases'

/** `fence` is for jobs whose writes must not survive the loss of the lease (`holdsLease`). */
type Turn = { fence: number; signal: AbortSignal }

export type Job = {
  name: string
  every_ms: number
  run: (turn: Turn) => Promise<unknown>
}

type Clock = {
  owner: string
  timers: NodeJS.Timeout[]
  running: Set<Promise<void>>
  abort: AbortController
}

/** A lease outlives the gap between two turns, so that a job stays where it is while all is well. */
const leaseSeconds = (job: Job) => Math.max(10, (job.every_ms / 1_000) * 3)

const clock = () =>
  pinned<Clock>('clock', () => ({
    owner: randomUUID(),
    timers: [],
    running: new Set(),
    abort: new AbortController(),
  }))

/** Runs the job if no other process holds its lease; says whether it ran. */
export async function runJob(job: Job, owner: string, signal: AbortSignal): Promise<boolean> {
  const fence = await updateLease(job.name, owner, leaseSeconds(job))
  if (fence === null || signal.aborted) return false
  await job.run({ fence, signal })
  return true
}

async function turn(job: Job, state: Clock): Promise<void> {
  const { signal } = state.abort
  try {
    await runJob(job, state.owner, signal)
  } catch (error) {
    if (!signal.aborted) log().error({ err: error, job: job.name }, 'a job failed')
  }
}

function schedule(job: Job, state: Clock): void {
  let busy = false
  const tick = () => {
    if (busy) return
    busy = true
    const running: Promise<void> = turn(job, state).finally(() => {
      busy = false
      state.running.delete(running)
    })
    state.running.add(running)
  }
  const timer = setInterval(tick, job.every_ms)
  timer.unref()
  state.timers.push(timer)
  tick()
}

/** Starts the jobs, each at once and then at its pace. Idempotent. */
export function startClock(jobs: readonly Job[]): void {
  const state = clock()
  if (state.timers.length > 0) return
  state.abort = new AbortController()
  for (const job of jobs) schedule(job, state)
}

/** Ends the jobs, waits for what runs, and gives the leases up. */
export async function stopClock(): Promise<void> {
  const state = clock()
  for (const timer of state.timers) clearInterval(timer)
  state.timers = []
  state.abort.abort()
  await Promise.allSettled([...state.running])
  await removeLeases(state.owner).catch(() => {})
}
