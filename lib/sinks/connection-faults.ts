// Why a connection to somebody else failed, in words that may be shown: by the code of the error,
// because the messages of clients may quote what they were given.

const reasons: Record<string, string> = {
  ENOTFOUND: 'There is no host of that name',
  EAI_AGAIN: 'The name of the host cannot be looked up right now',
  ECONNREFUSED: 'Nothing listens at that address',
  ECONNRESET: 'The connection was cut',
  EPIPE: 'The connection was cut',
  ETIMEDOUT: 'Nothing answers at that address',
  EHOSTUNREACH: 'There is no way to that address from here',
  ENETUNREACH: 'There is no way to that address from here',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'Its certificate is self-signed and not trusted here',
  SELF_SIGNED_CERT_IN_CHAIN: 'Its certificate comes from an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Its certificate cannot be verified',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'Its certificate cannot be verified',
  CERT_HAS_EXPIRED: 'Its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another name',
  EPROTO: 'It does not speak TLS there',
  ERR_SSL_WRONG_VERSION_NUMBER: 'It does not speak TLS there',
}

/** An address that the guard refuses. The message names it and says why. */
export class OutboundRefusal extends Error {
  readonly code = 'EOUTBOUND'
}

/** The words for an error of a connection, also when a client has wrapped it; undefined for others. */
export function knownFault(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined
  if (error instanceof OutboundRefusal) return error.message
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause
  return reasons[code] ?? knownFault(inner, depth + 1)
}

/** Why a call failed, in words; what is not known is quoted. */
export function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return 'It cannot be reached'
  return knownFault(error) ?? `It cannot be reached: ${error.message.slice(0, 200)}`
}
