// How often sign-in (and the test of a destination, by person) may be tried: by account and by client, 9 at once and then one in 6 s. It delays
// and never locks: a place from where the account was used has turns of its own, which strangers
// cannot take. Atomic in the database, before any password is looked at.
import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { pinned } from '@/lib/global'
import { transaction } from '@/lib/store/db'
import { isKnownClient } from '@/lib/store/sessions'
import { removeFullThrottles, updateGivenBack, updateTaken } from '@/lib/store/throttles'
import { AppError } from '@/lib/wire/errors'

const size = 9
const perSecond = 10 / 60
const sweepMs = 600_000

/** Turns that were taken, to give back when the sign-in succeeded. */
export type Turns = readonly string[]

class Refused extends Error {
  constructor(readonly seconds: number) {
    super('throttled')
  }
}

async function keysFor(account: string, address: string): Promise<Turns> {
  const digest = createHash('sha256').update(account).digest('base64url')
  const client = addressKey(address)
  const known = address !== '' && (await isKnownClient(account, address))
  return [known ? `account:${digest} ${client}` : `account:${digest}`, `client:${client}`]
}

/** Takes a turn of the account and of the client, or neither. Throws `rate_limited`. */
export async function takeSignInTurns(account: string, address: string): Promise<Turns> {
  return take(await keysFor(account, address))
}

/** Takes a turn of the client alone, where no account is named yet. Throws `rate_limited`. */
export function takeClientTurn(address: string): Promise<Turns> {
  return take([`provider:${addressKey(address)}`])
}

/** Takes a turn of that person's tests of destinations. Throws `rate_limited`. */
export function takeTestTurn(userId: number): Promise<Turns> {
  return take([`destination test:${userId}`])
}

async function take(keys: Turns): Promise<Turns> {
  sweep()
  try {
    await transaction('people', async (tx) => {
      for (const key of keys) {
        const seconds = await updateTaken(tx, { key, size, per_second: perSecond })
        if (seconds > 0) throw new Refused(seconds)
      }
    })
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const retryAfterSeconds = Math.ceil(error.seconds)
    throw new AppError('rate_limited', `Try again in ${retryAfterSeconds} s`, { retryAfterSeconds })
  }
  return keys
}

export function giveBackTurns(turns: Turns): Promise<void> {
  return transaction('people', (tx) => updateGivenBack(tx, turns))
}

function sweep(): void {
  const state = pinned('throttle.sweep', () => ({ at: performance.now() }))
  if (performance.now() - state.at < sweepMs) return
  state.at = performance.now()
  // Only housekeeping: rows that stay are swept next time.
  removeFullThrottles().catch(() => {})
}

/** What throttles count by: an IPv4 address, or the /64 that one IPv6 subscriber holds. */
export function addressKey(address: string): string {
  if (isIP(address) !== 6) return address || 'unknown'
  const [left = '', right] = address.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const gap = right === undefined ? 0 : Math.max(0, 8 - head.length - tail.length)
  const groups = [...head, ...Array<string>(gap).fill('0'), ...tail]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
