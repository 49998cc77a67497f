// The host list over 100,000 hosts: the first page and its count by every sort, and by filters that
// leave many hosts, few and none. Also what moving 10,000 hosts to another team takes.
import { startBus, stopBus } from '@/lib/bus/bus'
import { transferHosts } from '@/lib/domain/host-bulk'
import { countHosts, listHosts } from '@/lib/domain/hosts'
import { sql } from '@/lib/store/db'
import { HostListQuery } from '@/lib/wire/hosts'
import type { Viewer } from '@/lib/wire/roles'
import { limitRow, type Row, rounded, shown, spread } from './figures'
import { administrator } from './packs'
import { openRig } from './rig'
import { seedHosts, seedLabels } from './seed'

const hosts = 100_000
const labels = 20
const teams = 10
const rounds = 3
const chunk = 10_000
const moved = 10_000
const pageMs = 300
const slowest = 3

const varyAttributes = `
UPDATE hosts h SET team_id = (SELECT min(id) FROM teams) + id % $1::int,
  hostname = (ARRAY['fin', 'eng', 'ops', 'lab'])[1 + id % 4] || '-' || md5(id::text),
  display_name = CASE WHEN id % 3 = 0 THEN '' ELSE 'Host ' || md5(id::text) END,
  uuid = gen_random_uuid()::text, hardware_serial = upper(left(md5('s' || id), 12)),
  osquery_version = '5.' || id % 24 || '.0', os_version = id % 30 || '.' || id % 7,
  enrolled_at = now() - make_interval(hours => id % 9000),
  identity_conflict = CASE WHEN id % 5000 = 17 THEN 1 END,
  rendering_hash = 'r' || id % 40, config_served_at = now() - interval '2 hours',
  reported_config_hash = 'h' || (id % 40 + (id % 20 = 3)::int), config_tls_refresh = 60,
  vitals = jsonb_build_object('cpu_brand', 'A processor of this host ' || md5(id::text),
    'hardware_vendor', 'Vendor', 'hardware_model', 'Model ' || id % 50, 'memory_bytes', 34e9,
    'disk_bytes', 494e9, 'disk_free_bytes', id * 1e6, 'uptime_seconds', id, 'addresses',
    jsonb_build_array(jsonb_build_object('interface', 'eth0', 'address', '10.2.8.14',
      'mac', md5(id::text)), jsonb_build_object('interface', 'wlan0', 'address',
      'fd00::' || id, 'mac', md5('w' || id))))
 WHERE id BETWEEN $2 AND $3`

/** Hosts of ten teams, many versions, every status, as a fleet of some age has them. */
async function varyHosts(): Promise<void> {
  await sql('work', `INSERT INTO teams (name) SELECT 'Team ' || n FROM generate_series(1, $1) n`, [
    teams,
  ])
  await sql(
    'work',
    `INSERT INTO renderings (hash, body, expected_config_hash, names)
     SELECT 'r' || n, repeat('x', 30000), 'h' || n, '{}' FROM generate_series(0, 39) n`,
  )
  for (let from = 1; from <= hosts; from += chunk)
    await sql('work', varyAttributes, [teams, from, from + chunk - 1])
  await sql(
    'work',
    `UPDATE host_seen SET rhythm_seconds = (ARRAY[10, 60, 300])[1 + host_id % 3],
       address = '10.' || host_id / 65536 || '.' || host_id / 256 % 256 || '.' || host_id % 256,
       seen_at = now() - CASE WHEN host_id % 11 = 0 THEN make_interval(days => 2 + host_id % 27)
         WHEN host_id % 97 = 0 THEN interval '40 days' ELSE make_interval(secs => host_id % 10) END`,
  )
  await sql('work', 'VACUUM ANALYZE hosts, host_seen, renderings')
}

/** What a person may choose, as the address would say it. */
async function choices(): Promise<Record<string, string>[]> {
  const [some] = await sql<{ hostname: string; uuid: string; serial: string; label: number }>(
    'work',
    `SELECT hostname, uuid, hardware_serial AS serial,
       (SELECT min(id) FROM labels WHERE kind = 'sql') AS label FROM hosts WHERE id = 4711`,
  )
  if (!some) throw new Error('there is no host 4711')
  const { hostname, uuid, serial, label } = some
  return [
    {},
    ...['online', 'offline', 'missing', 'new'].map((status) => ({ status })),
    ...['in_sync', 'late', 'not_served'].map((config) => ({ config })),
    ...[hostname, 'eng-', 'ff00', uuid, serial.toLowerCase(), '10.0.18.', 'no such thing'].map(
      (query) => ({ query }),
    ),
    { platform: 'darwin' },
    { team_id: '3' },
    { label_id: String(label) },
    { label_id: String(label + labels - 1), status: 'online', team_id: '4' },
    { identity_conflict: 'true' },
    { identity_conflict: 'true', status: 'missing', query: 'zz' },
  ]
}

type Taken = { what: string; ms: number }

async function pageTime(viewer: Viewer, asked: Record<string, string>): Promise<number> {
  const listing = HostListQuery.parse(asked)
  const taken: number[] = []
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    await Promise.all([
      listHosts(viewer, listing),
      countHosts(viewer, { ...listing, status: undefined }),
    ])
    taken.push(performance.now() - started)
  }
  return spread(taken).median
}

/** Every sort both ways of all hosts and of a filtered list; every choice in three orders. */
async function pageTimes(viewer: Viewer): Promise<Taken[]> {
  const keys = HostListQuery.shape.order_key.unwrap().options
  const ways = keys.flatMap((order_key) =>
    ['asc', 'desc'].map((order_direction) => ({ order_key, order_direction })),
  )
  const usual = [{}, { order_key: 'seen_time', order_direction: 'desc' }, { order_key: 'id' }]
  const asked = [
    ...ways,
    ...ways.map((way) => ({ ...way, status: 'online', config: 'in_sync', query: '-a' })),
    ...(await choices()).flatMap((choice) => usual.map((way) => ({ ...choice, ...way }))),
  ]
  const taken: Taken[] = []
  for (const one of asked)
    taken.push({ what: JSON.stringify(one), ms: await pageTime(viewer, one) })
  return taken.sort((a, b) => b.ms - a.ms)
}

async function transferTimes(viewer: Viewer): Promise<number[]> {
  const taken: number[] = []
  for (let round = 0; round < 3; round++) {
    const ids = Array.from({ length: moved }, (_, at) => 1 + at * 9)
    const started = performance.now()
    await transferHosts({ ...viewer, via: 'token' }, { team_id: 1 + round, hosts: ids }, '')
    taken.push(performance.now() - started)
  }
  return taken
}

export async function benchHosts(): Promise<Row[]> {
  const rig = await openRig()
  try {
    await startBus()
    await seedHosts(1, hosts)
    await seedLabels(labels)
    await varyHosts()
    const viewer = await administrator()
    const transfers = await transferTimes(viewer)
    await sql('work', 'VACUUM ANALYZE hosts')
    const pages = await pageTimes(viewer)
    return rowsOf(pages, transfers)
  } finally {
    await stopBus()
    await rig.close()
  }
}

function rowsOf(pages: readonly Taken[], transfers: readonly number[]): Row[] {
  const times = spread(pages.map(({ ms }) => ms))
  return [
    limitRow(
      `host list of ${hosts.toLocaleString('en')}, first page with its counts, ${pages.length} filters and sorts`,
      `${shown(times, ' ms')}`,
      `< ${pageMs} ms each`,
      times.max < pageMs,
    ),
    ...pages
      .slice(0, slowest)
      .map(({ what, ms }) => limitRow(`among the slowest: ${what}`, `${rounded(ms)} ms`, '')),
    limitRow(
      `transfer of ${moved.toLocaleString('en')} hosts, audited`,
      shown(spread(transfers), ' ms'),
      '< 3 s',
      spread(transfers).max < 3_000,
    ),
  ]
}
