// A live query to a thousand simulated hosts that poll every ten seconds, through the whole server,
// pages included: how soon answers are stored and streamed, and how long one takes from an agent's
// write to a reader's frame.
import { spawnSync } from 'node:child_process'
import http from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { createParser } from 'eventsource-parser'
import { accelerateSeconds } from '@/lib/domain/acceleration'
import { createSecret } from '@/lib/domain/secrets'
import { tokenHash } from '@/lib/domain/sessions'
import { newToken } from '@/lib/domain/token-format'
import { transaction } from '@/lib/store/db'
import { insertToken } from '@/lib/store/tokens'
import type { Program } from './children'
import { limitRow, quantile, type Row, shown, spread } from './figures'
import type { FleetStart, Writes } from './fleet-program'
import { administrator } from './packs'
import { openRig } from './rig'

const hosts = 1_000
const rounds = 3
const enrolSeconds = 15
const patienceMs = 25_000
const share = 0.95
/** A campaign lets hosts hurry for half a minute; the next one must find them at their own rhythm. */
const hurriedMs = (accelerateSeconds + 2) * 1_000

type Round = { share_seconds: number; last_seconds: number; answers: number; delays_ms: number[] }

export async function benchLive(): Promise<Row[]> {
  buildPages()
  const rig = await openRig()
  try {
    const token = await newApiToken()
    const server = await rig.startServer({ ROLE: 'all' }, 'dist/server.js')
    const fleet = await rig.program('fleet')
    const baseUrl = `http://127.0.0.1:${server.port}`
    const { secret } = await createSecret({ name: 'bench' })
    const start: FleetStart = { baseUrl, secret, hosts, enrolSeconds }
    await fleet.ask<Writes>({ start })
    const measured: Round[] = []
    for (let round = 0; round < rounds; round++) {
      if (round > 0) await delay(hurriedMs)
      measured.push(await runOnce({ baseUrl, token, fleet }))
    }
    await fleet.end()
    await server.end()
    return rowsOf(measured)
  } finally {
    await rig.close()
  }
}

/** The server serves pages, so it is the one of `npm start`; built when stale. */
function buildPages(): void {
  const built = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
  if (built.status !== 0) throw new Error('The server could not be built')
}

async function newApiToken(): Promise<string> {
  const { user_id } = await administrator()
  const secret = newToken()
  await transaction('people', (tx) =>
    insertToken(tx, {
      ...{ name: 'bench', token_hash: tokenHash(secret), user_id, team_id: null },
      ...{ scopes: ['read', 'write', 'live', 'live:all', 'admin'], expires_at: null },
    }),
  )
  return secret
}

type Target = { baseUrl: string; token: string; fleet: Program }

async function runOnce({ baseUrl, token, fleet }: Target): Promise<Round> {
  await fleet.ask<Writes>({})
  const begun = Date.now()
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
  const path = `/api/v1/fleet/campaigns/${campaign_id}/stream`
  const frames = await readFrames(baseUrl + path, token)
  const { writes } = await fleet.ask<Writes>({})
  const written = new Map(writes)
  const seconds = [...frames.values()].map((at) => (at - begun) / 1_000).sort((a, b) => a - b)
  return {
    share_seconds: seconds[Math.ceil(hosts * share) - 1] ?? Number.POSITIVE_INFINITY,
    last_seconds: seconds.at(-1) ?? 0,
    answers: frames.size,
    delays_ms: [...frames].flatMap(([name, at]) => {
      const from = written.get(name)
      return from === undefined ? [] : [at - from]
    }),
  }
}

/** When each host's answer arrived; until all have, or patience ends. */
function readFrames(url: string, token: string): Promise<Map<string, number>> {
  const frames = new Map<string, number>()
  return new Promise((resolve, reject) => {
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
      if (response.statusCode !== 200)
        reject(new Error(`The stream answered ${response.statusCode}`))
      response.setEncoding('utf8')
      response.on('data', (text: string) => parser.feed(text))
      response.on('close', finish)
    })
    const timer = setTimeout(finish, patienceMs)
    function finish() {
      clearTimeout(timer)
      request.destroy()
      resolve(frames)
    }
    request.on('error', reject)
  })
}

function rowsOf(measured: readonly Round[]): Row[] {
  const soon = spread(measured.map((round) => round.share_seconds))
  const last = spread(measured.map((round) => round.last_seconds))
  const p99s = measured.map((round) => quantile(round.delays_ms, 0.99))
  const p50 = quantile(
    measured.flatMap((round) => round.delays_ms),
    0.5,
  )
  const answers = measured.map((round) => round.answers).join(', ')
  return [
    limitRow(
      `live query, 95 % of ${hosts} hosts streamed`,
      `${shown(soon, ' s')}; the last ${shown(last, ' s')}; answers ${answers}`,
      '< 12 s',
      soon.median < 12,
    ),
    limitRow(
      'live query, p99 from write to frame',
      `${shown(spread(p99s), ' ms')}; median ${p50} ms`,
      '< 150 ms',
      spread(p99s).median < 150,
    ),
  ]
}
