// Limits on enrolment, by instance: failures by address and in all, successes by secret (many hosts
// share one address behind NAT), and how many transactions run at once.
import { Buckets, fullBucket, hasToken, takeToken } from '@/lib/domain/buckets'
import { pinned } from '@/lib/global'
import { AppError } from '@/lib/wire/errors'

const failuresOfAddress = { per_second: 20 / 60, burst: 20 }
const failuresInAll = { per_second: 50, burst: 50 }
const successes = { per_second: 200, burst: 200 }
const atOnce = 4
const queued = 400
const goodSecretsKept = 1_000

function limits() {
  return pinned('enrolment.limits', () => ({
    addresses: new Buckets(failuresOfAddress),
    failures: fullBucket(failuresInAll, 0),
    secrets: new Buckets(successes, 1_000),
    all: fullBucket(successes, 0),
    good: new Set<string>(),
    running: 0,
    queue: [] as (() => void)[],
  }))
}

/** The error of a limit: the agent keeps everything and tries again by itself. */
function tooMany(what: string): AppError {
  return new AppError('rate_limited', what, { retryAfterSeconds: 5 })
}

/**
 * Lets a try pass to the database. Where too many failed, only secrets that worked before pass: one
 * misconfigured machine does not lock out the others behind its address.
 */
export function admitTry(secretDigest: Buffer, address: string, nowMs: number): void {
  const all = limits()
  if (all.good.has(secretDigest.toString('base64'))) return
  if (!all.addresses.has(address, nowMs) || !hasToken(all.failures, failuresInAll, nowMs)) {
    throw tooMany('too many failed enrolments')
  }
}

export function noteFailure(address: string, nowMs: number): void {
  const all = limits()
  all.addresses.take(address, nowMs)
  takeToken(all.failures, failuresInAll, nowMs)
}

/** Remembers a secret that works. It is still looked up at every enrolment. */
export function noteSecret(secretDigest: Buffer): void {
  const { good } = limits()
  if (good.size >= goodSecretsKept) good.clear()
  good.add(secretDigest.toString('base64'))
}

/** Holds successes to 200 a second, in all and by secret, so that a mass re-enrolment is a queue. */
export function admitEnrolment(secretId: number, nowMs: number): void {
  const all = limits()
  const passes = all.secrets.take(String(secretId), nowMs) && takeToken(all.all, successes, nowMs)
  if (!passes) throw tooMany('too many enrolments at once')
}

/** Runs `run` when fewer than four enrolments run, so that they never take all connections. */
export async function turn<T>(run: () => Promise<T>): Promise<T> {
  const all = limits()
  if (all.running >= atOnce) {
    if (all.queue.length >= queued) throw tooMany('too many enrolments at once')
    await new Promise<void>((resolve) => all.queue.push(resolve))
  } else all.running += 1
  try {
    return await run()
  } finally {
    const next = all.queue.shift()
    if (next) next()
    else all.running -= 1
  }
}
