// Readers of a campaign's stream over HTTP, as browsers are: each notes when every host's answer
// arrived. People may have six streams each, so many readers are several people.
import http from 'node:http'
import { createParser } from 'eventsource-parser'
import { newApiToken } from '@/cli/api-tokens'

const streamsPerPerson = 6

/** A token for each of so many streams. */
export async function tokensFor(streams: number): Promise<string[]> {
  const tokens: string[] = []
  for (let n = 0; n * streamsPerPerson < streams; n++) tokens.push(await newApiToken())
  return Array.from({ length: streams }, (_, at) => tokens[at % tokens.length] ?? '')
}

export type Reader = {
  /** When each host's answer arrived, by its name. */
  frames: Map<string, number>
  /** All answers are there, or patience ended. */
  done: Promise<void>
}

type Reading = { url: string; token: string; hosts: number; patienceMs: number }

function deferred() {
  let resolve = () => {}
  let reject = (_: Error) => {}
  const promise = new Promise<void>((onDone, onFault) => {
    resolve = onDone
    reject = onFault
  })
  return { promise, resolve, reject }
}

export function openReader({ url, token, hosts, patienceMs }: Reading): Reader {
  const frames = new Map<string, number>()
  const done = deferred()
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event !== 'result') return
      const { host } = JSON.parse(data) as { host: { hostname: string } }
      frames.set(host.hostname, Date.now())
      if (frames.size === hosts) finish()
    },
  })
  const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' }
  const request = http.get(url, { headers, agent: false }, (response) => {
    if (response.statusCode !== 200) {
      fail(new Error(`The stream answered ${response.statusCode}`))
      return
    }
    response.setEncoding('utf8')
    response.on('data', (text: string) => parser.feed(text))
    response.on('close', finish)
  })
  const timer = setTimeout(finish, patienceMs)
  function finish() {
    clearTimeout(timer)
    request.destroy()
    done.resolve()
  }
  function fail(error: Error) {
    clearTimeout(timer)
    done.reject(error)
  }
  request.on('error', fail)
  return { frames, done: done.promise }
}

/** Asks every host and returns the campaign. */
export async function askAll(baseUrl: string, token: string): Promise<number> {
  const reply = await fetch(`${baseUrl}/api/v1/fleet/queries/run`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'SELECT name, version FROM os_version',
      selected: { all: true },
    }),
  })
  const { campaign_id } = (await reply.json()) as { campaign_id?: number }
  if (campaign_id === undefined) throw new Error(`The query could not be run: ${reply.status}`)
  return campaign_id
}
