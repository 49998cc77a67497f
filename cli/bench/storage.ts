// What a stored line weighs, indexes included, beside the JSON that its agent sent: lines as they come,
// a few of a host at a time, through the same door.
import { recordLog } from '@/lib/domain/ingest'
import { sql } from '@/lib/store/db'
import { limitRow, type Row, rounded } from './figures'
import { openRig } from './rig'
import { seedHosts } from './seed'

const hosts = 2_000
const rounds = 20
const linesPerHost = 5
const limit = 1.5
/** Hosts that send at the same time. */
const atOnce = 25
const renderingHash = 'bench'
const queries = 24

const nameOf = (query: number) => `pack/Workstation baseline/query_${query}`

async function serveNames(): Promise<void> {
  const names = Object.fromEntries(
    Array.from({ length: queries }, (_, at) => [
      nameOf(at),
      { pack_id: 1, pack_query_id: at + 1, query_id: at + 1 },
    ]),
  )
  await sql('work', 'INSERT INTO renderings VALUES ($1, $2, $2, $3)', [renderingHash, '', names])
}

/** Rows as differential queries bring them: of a few columns, of many, and of hardly any. */
const kinds: readonly ((n: number) => Record<string, string>)[] = [
  (n) => ({
    ...{
      uid: String(n),
      gid: '0',
      username: `user${n}`,
      description: 'A person of flesh and blood',
    },
    ...{ directory: `/home/user${n}`, shell: '/bin/bash', uuid: '' },
  }),
  (n) => ({
    ...{
      vendor: 'SanDisk',
      model: `Ultra ${n % 40}`,
      serial: `4C5300011711221${n}`,
      removable: '1',
    },
    ...{ usb_address: String(n % 8), usb_port: String(n % 4), vendor_id: '0781', model_id: '5581' },
  }),
  (n) => ({ name: `package-${n % 5_000}`, version: `${n % 9}.${n % 31}`, arch: 'amd64' }),
  (n) => ({
    ...{ pid: String(n % 32_768), port: String(1_024 + (n % 4_000)), protocol: '6', family: '2' },
    ...{ address: '0.0.0.0', path: `/usr/lib/app-${n % 700}/bin/run`, name: `app-${n % 700}` },
    ...{
      cmdline: `/usr/lib/app-${n % 700}/bin/run --port ${n % 4_000} --id ${n}`,
      state: 'LISTEN',
    },
  }),
]

function lineOf(host: number, n: number, time: number) {
  const kind = kinds[n % kinds.length]
  return {
    name: nameOf(n % queries),
    hostIdentifier: `4C4C4544-0000-1000-8000-${String(host).padStart(12, '0')}`,
    calendarTime: 'Tue Sep  2 09:00:01 2025 UTC',
    ...{ unixTime: time, epoch: 0, counter: n % 5_000, numerics: false },
    columns: kind?.(n) ?? {},
    action: n % 3 === 0 ? 'removed' : 'added',
  }
}

type Sizes = { heap: number; indexes: number }

async function sizes(): Promise<Sizes> {
  const [row] = await sql<Sizes>(
    'work',
    `SELECT sum(pg_table_size(inhrelid))::float8 AS heap, sum(pg_indexes_size(inhrelid))::float8 AS indexes
       FROM pg_inherits WHERE inhparent = 'result_lines'::regclass`,
  )
  return row ?? { heap: 0, indexes: 0 }
}

async function send(id: number, data: readonly unknown[]): Promise<void> {
  const host_identifier = `4C4C4544-0000-1000-8000-${String(id).padStart(12, '0')}`
  const host = { id, host_identifier, renderings: [renderingHash], rendering_hash: renderingHash }
  await recordLog(host, { log_type: 'result', data })
}

/** Every host in turn, round after round, so that indexes grow as they do in life. */
async function fill(): Promise<{ lines: number; json: number }> {
  let lines = 0
  let json = 0
  const now = Math.floor(Date.now() / 1_000)
  for (let turn = 0; turn < rounds * hosts; turn += atOnce) {
    const sent = Array.from({ length: atOnce }, (_, at) => {
      const id = 1 + (((turn + at) * 7_919) % hosts)
      const time = now + Math.floor(turn / hosts) * 60
      const data = Array.from({ length: linesPerHost }, () => lineOf(id, lines++, time))
      json += data.reduce((sum, line) => sum + Buffer.byteLength(JSON.stringify(line)), 0)
      return send(id, data)
    })
    await Promise.all(sent)
  }
  return { lines, json }
}

export async function benchStorage(): Promise<Row[]> {
  const rig = await openRig()
  try {
    await seedHosts(1, hosts)
    await serveNames()
    const before = await sizes()
    const { lines, json } = await fill()
    const after = await sizes()
    const heap = (after.heap - before.heap) / lines
    const indexes = (after.indexes - before.indexes) / lines
    const sent = json / lines
    const ratio = (heap + indexes) / sent
    const told = `${rounded(heap)} + ${rounded(indexes)} of ${rounded(sent)} bytes sent: × ${rounded(ratio)}`
    const name = `a stored line, its indexes, its JSON (${lines.toLocaleString('en')} lines)`
    return [limitRow(name, told, `≤ × ${limit}`, ratio <= limit)]
  } finally {
    await rig.close()
  }
}
