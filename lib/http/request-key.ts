// The Idempotency-Key of a request, by which its repetition is known.
import { type RequestKey, requestKey } from '@/lib/domain/request-keys'
import { invalidField } from '@/lib/wire/errors'

const header = 'Idempotency-Key'

/** Undefined when the request carries none. `body` is as it was parsed, `what` names the endpoint. */
export function requestKeyOf(
  { headers }: Request,
  what: string,
  body: unknown,
): RequestKey | undefined {
  const key = headers.get(header)
  if (key === null) return undefined
  if (!/^[!-~]{1,255}$/.test(key))
    throw invalidField(header, 'must be 1 to 255 printable characters without blanks')
  return requestKey(key, what, body)
}
