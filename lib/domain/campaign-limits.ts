// How many live queries may be open: counted and made one at a time, so that parallel launches cannot
// pass the limit together (S36). The campaigns of one pack run count as one.
import { findOpenCounts, listOpenOf } from '@/lib/store/campaign-creation'
import type { Tx } from '@/lib/store/db'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

export const openPerPerson = 5
export const openInAll = 100

const tooMany = (message: string) =>
  new AppError('rate_limited', message, { retryAfterSeconds: 30 })

const nameMax = 40

/** The viewer's open ones, which they can stop themselves. */
async function ownOnes(tx: Tx, viewer: Viewer): Promise<string> {
  const own = await listOpenOf(tx, viewer.user_id, openPerPerson)
  return own
    .map(({ id, name, query }) => {
      const text = (name || query).replaceAll(/\s+/g, ' ')
      return `${id} (${text.length > nameMax ? `${text.slice(0, nameMax)}…` : text})`
    })
    .join(', ')
}

/** Refuses one more campaign, or run of a pack, beyond the limits; the lock lasts with `tx`. */
export async function refuseBeyondLimits(tx: Tx, viewer: Viewer): Promise<void> {
  const open = await findOpenCounts(tx, viewer.user_id)
  if (open.mine >= openPerPerson) {
    const stop = `Stop one of them first: ${await ownOnes(tx, viewer)}`
    throw tooMany(`You have ${open.mine} open live queries, the limit. ${stop}`)
  }
  if (open.all < openInAll) return
  const own = await ownOnes(tx, viewer)
  const advice = own
    ? `Stop one of yours: ${own}`
    : 'Wait until one ends, or have an administrator stop one'
  throw tooMany(`${open.all} live queries are open here, the limit. ${advice}`)
}
