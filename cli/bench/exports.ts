// A campaign of a million rows as a file: how fast it streams, and that the server's memory does not grow
// with it.
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { tokenHash } from '@/lib/domain/sessions'
import { newToken } from '@/lib/domain/token-format'
import { transaction } from '@/lib/store/db'
import { insertToken } from '@/lib/store/tokens'
import { limitRow, type Row, rounded } from './figures'
import { administrator } from './packs'
import { openRig, type Server } from './rig'
import { seedCampaign } from './rows-seed'
import { seedHosts } from './seed'

const hosts = 10_000
const rowsPerHost = 100
const growthMostMb = 96
const sampleMs = 100

async function newApiToken(): Promise<string> {
  const { user_id } = await administrator()
  const secret = newToken()
  await transaction('people', (tx) =>
    insertToken(tx, {
      ...{ name: 'bench', token_hash: tokenHash(secret), user_id, team_id: null },
      ...{ scopes: ['read'], expires_at: null },
    }),
  )
  return secret
}

/** Of Linux; elsewhere the memory is not told. */
function megabytesOf(pid: number): number {
  const file = `/proc/${pid}/status`
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1_024
}

type Read = { seconds: number; bytes: number; growth: number }

/** Reads a file to its end, and how much the server's memory rose above what it was before. */
async function readFile(server: Server, path: string, token: string): Promise<Read> {
  const started = performance.now()
  const before = megabytesOf(server.pid)
  let most = before
  let isOver = false
  const watching = (async () => {
    while (!isOver) {
      most = Math.max(most, megabytesOf(server.pid))
      await delay(sampleMs)
    }
  })()
  const reply = await fetch(`http://localhost:${server.port}/api/v1/fleet/campaigns/${path}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  if (!reply.ok || !reply.body) throw new Error(`${path}: ${reply.status}`)
  let bytes = 0
  for await (const piece of reply.body) bytes += piece.byteLength
  isOver = true
  await watching
  return { seconds: (performance.now() - started) / 1_000, bytes, growth: most - before }
}

export async function benchExports(): Promise<Row[]> {
  const rig = await openRig()
  try {
    const token = await newApiToken()
    await seedHosts(1, hosts)
    const id = await seedCampaign(hosts, rowsPerHost)
    const small = await seedCampaign(hosts / 20, rowsPerHost)
    const server = await rig.startServer({ ROLE: 'all' }, 'dist/server.js')
    // What a server needs for any file at all is not what a large one needs.
    for (const format of ['csv', 'ndjson'])
      await readFile(server, `${small}/results.${format}`, token)
    const rows: Row[] = []
    for (const format of ['csv', 'ndjson']) {
      const { seconds, bytes, growth } = await readFile(server, `${id}/results.${format}`, token)
      const told = `${rounded(seconds)} s, ${rounded(bytes / 1e6)} MB, memory +${rounded(growth)} MB`
      const name = `export of 1 000 000 rows as ${format.toUpperCase()}`
      rows.push(limitRow(name, told, `memory + < ${growthMostMb} MB`, growth < growthMostMb))
    }
    await server.end()
    return rows
  } finally {
    await rig.close()
  }
}
