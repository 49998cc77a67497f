// A database of one's own for a test file, cloned from the migrated template in milliseconds.
// Everything that reads DATABASE_URL afterwards, pools included, uses it until `stop`.
import pg from 'pg'
import { inject } from 'vitest'
import { announceDatabase } from '@/lib/env'
import { closeDatabase } from '@/lib/store/db'

export type TestDatabase = {
  url: string
  /** Ends the pools of this process and drops the database. */
  stop: () => Promise<void>
}

async function asAdmin(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('adminUrl') })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

/** For `beforeAll`; call `stop` in `afterAll`. `empty` leaves the migrations out. */
export async function testDatabase({ empty = false } = {}): Promise<TestDatabase> {
  await closeDatabase()
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${empty ? 'template1' : inject('templateName')}`)
  const url = new URL(inject('adminUrl'))
  url.pathname = `/${name}`
  announceDatabase(url.href)
  return {
    url: url.href,
    stop: async () => {
      await closeDatabase()
      await asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}
