// Requests that may be repeated without harm: the same key and the same request within a day give what
// the first one made; the same key with another request is refused.
import { hash } from 'node:crypto'
import { canonicalJson } from '@/lib/domain/activity'
import { sql, type Tx } from '@/lib/store/db'
import { findRequestKey, insertRequestKey } from '@/lib/store/request-keys'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

export type RequestKey = {
  key: string
  /** Of the request; two that differ only in the order of keys are the same. */
  digest: string
}

/** `what` names the endpoint, so that one body sent to two of them is two requests. */
export function requestKey(key: string, what: string, body: unknown): RequestKey {
  const digest = hash('sha256', `${what} ${canonicalJson(body)}`)
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return { key, digest }
}

/** The id of what the viewer's first request of that key made. Throws `conflict` for another request. */
export async function findMade(
  viewer: Viewer,
  { key, digest }: RequestKey,
  tx?: Tx,
): Promise<number | undefined> {
  const run: Tx['sql'] = tx ? tx.sql : (text, values) => sql('people', text, values)
  const known = await findRequestKey(run, viewer.user_id, key)
  if (known && known.digest !== digest) {
    throw new AppError('conflict', 'This Idempotency-Key was given with another request', {
      errors: [
        { name: 'Idempotency-Key', reason: 'was given with another request in the last day' },
      ],
    })
  }
  return known?.object_id
}

/** Remembers what the request made, in the transaction that made it. */
export function rememberMade(
  tx: Tx,
  viewer: Viewer,
  { key, digest }: RequestKey,
  objectId: number,
): Promise<void> {
  return insertRequestKey(tx, { user_id: viewer.user_id, key, digest, object_id: objectId })
}
