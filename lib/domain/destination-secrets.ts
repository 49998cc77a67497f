// Secrets of destinations: sealed for their own row, opened only for a sink, and bound to where they
// are sent: whoever changes the address has to give them again, or they would go to a stranger.
import { isDeepStrictEqual } from 'node:util'
import { seal, unseal } from '@/lib/keys'
import type { DestinationKind } from '@/lib/wire/destination-kinds'

export type Secrets = Record<string, string>

const purpose = (id: number) => `destination ${id}`

export function sealSecrets(id: number, secrets: Secrets): Buffer | null {
  return Object.keys(secrets).length > 0 ? seal(purpose(id), JSON.stringify(secrets)) : null
}

export function openSecrets(id: number, sealed: Buffer | null): Secrets {
  return sealed ? JSON.parse(unseal(purpose(id), sealed)) : {}
}

/** What of a config says whom secrets are shown to. */
const addressFields: Record<DestinationKind, readonly string[]> = {
  file: [],
  stdout: [],
  http: ['url'],
  splunk_hec: ['url'],
  elasticsearch: ['url'],
  redis: ['url'],
  nats: ['servers'],
  kafka: ['brokers', 'tls', 'sasl'],
  s3: ['endpoint', 'region'],
}

function addressIn(text: unknown): unknown {
  if (typeof text !== 'string' || !URL.canParse(text)) return text
  const { protocol, host, username } = new URL(text)
  return `${protocol}//${username}@${host}`
}

/** Whether both configs lead to the same other side, however its paths differ. */
export function isSameAddress(
  kind: DestinationKind,
  one: Record<string, unknown>,
  other: Record<string, unknown>,
): boolean {
  return addressFields[kind].every((field) =>
    isDeepStrictEqual(addressIn(one[field]), addressIn(other[field])),
  )
}
