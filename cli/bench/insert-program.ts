// What ingest is compared with: one process that inserts the same rows into the same table, in batches
// of the same size, and does nothing else: it has the rows as objects and writes them as one parameter.
import { hash } from 'node:crypto'
import { announceDatabase } from '@/lib/env'
import { sql } from '@/lib/store/db'
import { linesPerBatch, logLine } from './bodies'
import { answerParent } from './children'

export type Inserting = {
  databaseUrl: string
  seconds: number
  writers: number
  batches: number
  counter: number
  hosts: number
}
export type InsertReply = { rows: number; seconds: number }

const columns = `host_id, name, pack_id, pack_query_id, query_id, action, unix_time, epoch, counter,
  content, decorations, unsolicited, claimed_by, fingerprint`

const insert = `
INSERT INTO result_lines (${columns})
SELECT ${columns} FROM jsonb_to_recordset($1::jsonb) AS r(
  host_id int, name text, pack_id int, pack_query_id int, query_id int, action text,
  unix_time bigint, epoch numeric, counter numeric, content jsonb, decorations jsonb,
  unsolicited boolean, claimed_by text, fingerprint uuid)`

function rowOf(n: number, counter: number) {
  const { name, action, epoch, unixTime, columns: cells, decorations } = logLine(n, counter)
  const digest = hash('sha256', `${n} ${counter}`, 'hex').slice(0, 24)
  return {
    host_id: n,
    name,
    pack_id: 1,
    pack_query_id: 7,
    query_id: null,
    action,
    unix_time: unixTime,
    epoch,
    counter,
    content: { columns: cells },
    decorations,
    unsolicited: false,
    claimed_by: null,
    fingerprint: unixTime.toString(16).padStart(8, '0') + digest,
  }
}

answerParent(async (asked: Inserting): Promise<InsertReply> => {
  announceDatabase(asked.databaseUrl)
  const batches = Array.from({ length: asked.batches }, (_, batch) => {
    const first = asked.counter + batch * linesPerBatch
    const n = 1 + (batch % asked.hosts)
    return Array.from({ length: linesPerBatch }, (_, at) => rowOf(n, first + at))
  })
  const started = performance.now()
  let rows = 0
  const write = async () => {
    while (performance.now() - started < asked.seconds * 1_000) {
      const batch = batches.pop()
      if (batch === undefined) return
      await sql('agents', insert, [JSON.stringify(batch)])
      rows += linesPerBatch
    }
  }
  await Promise.all(Array.from({ length: asked.writers }, write))
  return { rows, seconds: (performance.now() - started) / 1_000 }
})
