// A launch to 100,000 known hosts, every one of them online, through the whole server: from the POST to
// its reply, when all hosts are frozen, on record and on offer; and the pre-flight that comes before.
import { spawnSync } from 'node:child_process'
import { sql } from '@/lib/store/db'
import { limitRow, type Row, rounded, shown, spread } from './figures'
import { tokensFor } from './readers'
import { openRig, type Server } from './rig'
import { seedHosts, seedLabels } from './seed'

const hosts = 100_000
const labels = 20
const rounds = 7

type Asked = { query: string; selected: object; guard?: object }
type Api = { server: Server; token: string }

async function post<Reply>({ server, token }: Api, path: string, body: Asked): Promise<Reply> {
  const reply = await fetch(`http://127.0.0.1:${server.port}/api/v1/fleet/queries/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!reply.ok) throw new Error(`${path} answered ${reply.status}: ${await reply.text()}`)
  return (await reply.json()) as Reply
}

type Launched = { campaign: { counts: { targeted: number } } }
type Told = { hosts: { total: number } }
type Times = { launch: number[]; preflight: number[]; asked: number }

/** Each round asks another text, so that nothing is known of it; the first one only warms up. */
async function timesOf(api: Api, name: string, asked: Omit<Asked, 'query'>): Promise<Times> {
  const times: Times = { launch: [], preflight: [], asked: 0 }
  for (let round = 0; round <= rounds; round++) {
    const query = `SELECT name, version FROM os_version WHERE name <> '${name} ${round}'`
    const begun = performance.now()
    const told = await post<Told>(api, 'preflight', { ...asked, query })
    const between = performance.now()
    const { campaign } = await post<Launched>(api, 'run', { ...asked, query })
    const ended = performance.now()
    if (told.hosts.total !== campaign.counts.targeted)
      throw new Error(`${told.hosts.total} hosts were told and ${campaign.counts.targeted} asked`)
    times.asked = campaign.counts.targeted
    await sql('work', "UPDATE campaigns SET status = 'stopped', ended_at = now()")
    if (round === 0) continue
    times.preflight.push(between - begun)
    times.launch.push(ended - between)
  }
  return times
}

function rowsOf(name: string, { launch, preflight, asked }: Times): Row[] {
  const whom = `${name} (${rounded(asked)} hosts)`
  return [
    limitRow(
      `launch to ${whom}, POST to reply`,
      shown(spread(launch), ' ms'),
      '< 1 s',
      spread(launch).median < 1_000,
    ),
    limitRow(
      `its pre-flight`,
      shown(spread(preflight), ' ms'),
      '< 1 s',
      spread(preflight).median < 1_000,
    ),
  ]
}

export async function benchLaunch(): Promise<Row[]> {
  const built = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
  if (built.status !== 0) throw new Error('The server could not be built')
  const rig = await openRig()
  try {
    await seedHosts(1, hosts)
    const ids = await seedLabels(labels)
    const [token = ''] = await tokensFor(1)
    const server = await rig.startServer({ ROLE: 'all' }, 'dist/server.js')
    const api = { server, token }
    const all = { selected: { all: true } }
    const rows = [
      ...rowsOf('every host', await timesOf(api, 'all', all)),
      ...rowsOf(
        'two labels of which hosts have any',
        await timesOf(api, 'labels', { selected: { labels: ids.slice(-2) } }),
      ),
      ...rowsOf(
        'every host, 25 of them first',
        await timesOf(api, 'canary', { ...all, guard: { canary: 25 } }),
      ),
    ]
    await server.end()
    return rows
  } finally {
    await rig.close()
  }
}
