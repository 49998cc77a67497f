// One PostgreSQL for a whole test run, with a template database that is migrated once.
// TEST_DATABASE_URL names another server to use (its user must be allowed to create databases).
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '@/lib/postgres/embedded'
import { migrate, migrationsDir } from '@/lib/postgres/migrate'

declare module 'vitest' {
  export interface ProvidedContext {
    adminUrl: string
    templateName: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-test-'))
  chmodSync(dataDir, 0o700)
  // Test data may die with the machine, so nothing waits for the disk.
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '300' }
  const embedded = given ? undefined : await startEmbedded({ dataDir, settings })
  const adminUrl = given ?? embedded?.url ?? ''
  const templateName = `muster_template_${process.pid}`
  await asAdmin(adminUrl, `CREATE DATABASE ${templateName}`)
  const template = new URL(adminUrl)
  template.pathname = `/${templateName}`
  if (existsSync(migrationsDir())) await migrate(template.href)
  project.provide('adminUrl', adminUrl)
  project.provide('templateName', templateName)
  return async () => {
    if (given) await asAdmin(adminUrl, `DROP DATABASE ${templateName} WITH (FORCE)`)
    await embedded?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
