// What every answer to a person tells the browser: a content policy with a nonce of its own, and the
// rest. Agents get none of it. The nonce reaches Next in request headers, over what a client sent.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Where the root layout finds the nonce; Next itself reads it from the policy. */
const nonceHeader = 'x-nonce'
const policyHeader = 'content-security-policy'

const fixed: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy':
    'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** Why styles may be inline and scripts may not: lib/decisions/0002; why WebAssembly may: 0012. */
function policy(nonce: string, development: boolean): string {
  const refresh = development ? " 'unsafe-eval'" : ''
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'${refresh}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws: wss:' : ''}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

type HeaderOptions = { publicUrl: string; development?: boolean | undefined }

/** Writes the headers onto an answer that has not begun, and the nonce onto the request. */
export function stampHeaders(
  req: IncomingMessage,
  res: ServerResponse,
  { publicUrl, development = false }: HeaderOptions,
): void {
  const nonce = randomBytes(16).toString('base64')
  const text = policy(nonce, development)
  req.headers[nonceHeader] = nonce
  req.headers[policyHeader] = text
  delete req.headers[`${policyHeader}-report-only`]
  res.setHeader(policyHeader, text)
  for (const [name, value] of Object.entries(fixed)) res.setHeader(name, value)
  // A browser that heard this over plain HTTP by accident could not come back, so only with HTTPS.
  if (publicUrl.startsWith('https:')) res.setHeader('strict-transport-security', 'max-age=63072000')
}

/**
 * Keeps the type of an answer a single text. Next appends the headers of a route's Response one by
 * one, which makes a list of it, and its own compression passes over what it cannot read.
 */
export function keepTypeReadable(res: ServerResponse): void {
  const set = res.setHeader.bind(res)
  res.setHeader = (name, value) => {
    const [only] = Array.isArray(value) && value.length === 1 ? value : []
    return set(name, only !== undefined && name.toLowerCase() === 'content-type' ? only : value)
  }
}
