// A front door of a test's own, before doors that say what reached them; closed after each test.
import { connect } from 'node:net'
import { afterEach, beforeEach } from 'vitest'
import { unpin } from '@/lib/global'
import {
  type Doors,
  type FrontDoor,
  type FrontDoorOptions,
  openFrontDoor,
} from '@/lib/http/front-door'
import { lifecycle } from '@/lib/http/lifecycle'

let door: FrontDoor | undefined

/** The agents' endpoints that were reached in this test. */
export const seen: string[] = []
/** What the door's listeners threw in this test. */
export const failures: unknown[] = []

export const bothDoors: Doors = {
  agent: (endpoint, req, res) => {
    seen.push(endpoint)
    req.resume().on('end', () => res.end(JSON.stringify({ endpoint })))
  },
  web: (req, res) => void res.end(`web ${JSON.stringify(req.headers)}`),
}

/** Called once, at the top of the file. */
export function frontDoors(): void {
  beforeEach(() => {
    unpin('lifecycle')
    lifecycle().phase = 'serving'
    seen.length = 0
    failures.length = 0
  })
  afterEach(() => door?.close(0))
}

export async function open(more: Partial<FrontDoorOptions> = {}): Promise<FrontDoor> {
  const health = {
    version: '1.2.3',
    database: async () => 1,
    schemaCurrent: () => true,
    metricsToken: async (token: string) => token === 'right',
  }
  const onError = (error: unknown) => failures.push(error)
  const publicUrl = 'http://muster.example'
  door = await openFrontDoor({ host: '127.0.0.1', port: 0, publicUrl, health, onError, ...more })
  return door
}

export function call(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${door?.port}${path}`, { redirect: 'manual', ...init })
}

export const post = (path: string, init: RequestInit = {}) =>
  call(path, { method: 'POST', body: '{}', ...init })

/** Sends bytes as they are and returns all that comes back until the other side closes. */
export function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(door?.port ?? 0, '127.0.0.1', () => socket.write(bytes))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}
