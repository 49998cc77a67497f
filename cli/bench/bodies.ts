// What the bench's agents send, the same in every process: host n's key, and the bodies of its calls.
import { hash } from 'node:crypto'

export const linesPerBatch = 1_000

export function nodeKeyOf(n: number): string {
  return hash('sha256', `bench ${n}`, 'base64')
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .slice(0, 43)
}

export type Kind = 'idle' | 'config' | 'log'

export const paths: Record<Kind, string> = {
  idle: '/api/v1/osquery/distributed/read',
  config: '/api/v1/osquery/config',
  log: '/api/v1/osquery/log',
}

export const logQueryName = 'pack/base/users'

/** A line of a host's log; `counter` makes it unlike every other. */
export function logLine(n: number, counter: number) {
  return {
    name: logQueryName,
    hostIdentifier: `host-${n}`,
    calendarTime: 'Tue Sep  2 09:00:01 2025 UTC',
    unixTime: 1_756_803_601 + Math.floor(counter / 10_000),
    epoch: 0,
    counter,
    numerics: false,
    decorations: { host_uuid: `4C4C4544-0000-1000-8000-0000000000${n % 90}` },
    columns: {
      uid: String(counter),
      gid: '0',
      username: `user${counter}`,
      description: 'A person of flesh and blood',
      directory: `/home/user${counter}`,
      shell: '/bin/bash',
      uuid: '',
    },
    action: 'added',
  }
}

/** The body of host n's call; of a log, its lines are numbered from `counter` on. */
export function bodyOf(kind: Kind, n: number, counter = 0): string {
  const key = nodeKeyOf(n)
  if (kind !== 'log') return JSON.stringify({ node_key: key })
  const data = Array.from({ length: linesPerBatch }, (_, line) => logLine(n, counter + line))
  return JSON.stringify({ node_key: key, log_type: 'result', data })
}

/** The whole request as an agent writes it, over a kept connection. */
export function requestOf(kind: Kind, n: number, counter = 0): Buffer {
  const body = Buffer.from(bodyOf(kind, n, counter))
  const head =
    `POST ${paths[kind]} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: osquery/5.21.0\r\n` +
    'Accept: application/json\r\nContent-Type: application/json\r\n' +
    `Content-Length: ${body.length}\r\nConnection: keep-alive\r\n\r\n`
  return Buffer.concat([Buffer.from(head), body])
}
