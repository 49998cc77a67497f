// The search client's connection with what we ask of every way out: its answers are bounded in size and
// time, they end with a signal, and the reason of a failure stays known. Writes nothing to the console.
import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { Connection, errors } from '@opensearch-project/opensearch'

/** The message of the error for an answer that did not come in time. */
export const tooLate = 'too late'

const answerBytes = 16_777_216

type Params = Parameters<Connection['request']>[0] & { signal?: AbortSignal }
type Heard = (error: Error | null, answer: IncomingMessage | null) => void

/** Ends an answer that grows too long, whoever reads it. */
function bound(answer: IncomingMessage): void {
  let size = 0
  answer.on('error', () => {}) // told to the reader as the end of the answer
  answer.on('data', (chunk: Buffer | string) => {
    size += chunk.length
    if (size > answerBytes) answer.destroy(new Error('its answer is too long'))
  })
}

export class GuardedConnection extends Connection {
  override request(params: Params, heard: Heard): ClientRequest {
    const { body, timeout = 0, signal } = params
    const ask = this.url.protocol === 'https:' ? https.request : http.request
    const request = ask({ ...this.buildRequestObject(params), ...(signal ? { signal } : {}) })
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      request.destroy()
    }, timeout)
    request.once('close', () => clearTimeout(timer))
    let isAnswered = false
    request.on('error', (error) => {
      if (isAnswered) return
      const told = new errors.ConnectionError(isLate ? tooLate : 'no connection')
      heard(Object.assign(told, { cause: error }), null)
    })
    request.once('response', (answer) => {
      isAnswered = true
      heard(null, answer)
      bound(answer)
    })
    request.end(body)
    return request
  }
}
