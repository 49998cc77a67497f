// Replies that the front door writes by itself: JSON, never empty. An empty reply would make an
// osquery agent delete the log lines that it has just failed to deliver.
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** Answers with a JSON object, without a body for HEAD, unless an answer has begun. */
export function replyJson(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  body: object,
  headers: OutgoingHttpHeaders = {},
): void {
  if (res.headersSent) {
    res.destroy()
    return
  }
  const text = JSON.stringify(body)
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  })
  res.end(req.method === 'HEAD' ? undefined : text)
}

/** A refusal in the agents' dialect: `error` makes the agent keep what it has, and its key. */
export function refuseAgent(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  error: string,
): void {
  // The body may still be coming: without this the connection would wait to read all of it.
  const headers: OutgoingHttpHeaders = req.complete ? {} : { connection: 'close' }
  if (status === 405) headers.allow = 'POST'
  if (status === 503) headers['retry-after'] = '5'
  replyJson(req, res, status, { error }, headers)
  req.resume()
}

const reasons: Record<number, string> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  431: 'Request Header Fields Too Large',
}

/** Answers on a bare socket, where the request could not even be parsed, and closes it. */
export function replyRaw(socket: Duplex, status: number, error: string): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const body = JSON.stringify({ error })
  socket.end(
    `HTTP/1.1 ${status} ${reasons[status] ?? 'Error'}\r\n` +
      'Content-Type: application/json; charset=utf-8\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n` +
      'Connection: close\r\n\r\n' +
      body,
  )
}
