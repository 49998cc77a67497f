// The agent's own rule for what a reply means. It looks at the body and never at the status:
// that is why an empty error page makes a real agent delete what it just sent.
export type JsonObject = { [key: string]: unknown }

export type Verdict =
  | { kind: 'accepted'; reply: JsonObject }
  | { kind: 'refused'; reason: string }
  | { kind: 'invalid_key'; reason: string }

const loneSurrogate =
  /\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}/

/** The body as the agent parses it: strict, root object, empty body means `{}`; else undefined. */
function parseReply(body: string): JsonObject | undefined {
  if (body === '') return {}
  // An escaped backslash before `u` is text, not an escape.
  if (body.includes('\\u') && loneSurrogate.test(body.replaceAll('\\\\', '  '))) return undefined
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Verdict on every reply except to enrolment. */
export function judge(body: string): Verdict {
  const reply = parseReply(body)
  if (!reply) return { kind: 'refused', reason: 'reply is not a JSON object' }
  const error = 'error' in reply ? text(reply.error) : ''
  if (reply.node_invalid === true) {
    return { kind: 'invalid_key', reason: `Invalid node key${error ? `: ${error}` : ''}` }
  }
  if (Object.hasOwn(reply, 'error')) return { kind: 'refused', reason: `error: ${error}` }
  return { kind: 'accepted', reply }
}

/** The node key in a reply to enrolment; `node_invalid` and `error` are not looked at there. */
export function judgeEnrolment(body: string): string | undefined {
  const reply = parseReply(body)
  if (!reply) return undefined
  const key = Object.hasOwn(reply, 'node_key') ? reply.node_key : reply.id
  return typeof key === 'string' && key !== '' ? key : undefined
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
