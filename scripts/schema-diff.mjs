// The SQL that leads from prisma/migrations to prisma/schema.prisma. Prisma's own command downloads
// an engine for this; here it is the same engine in WebAssembly, with an in-memory PostgreSQL to
// play the migrations on.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import { PrismaPGlite } from 'pglite-prisma-adapter'
import { root } from './stamps.mjs'

const require = createRequire(import.meta.url)

/** Node 20 cannot import .wasm, so it is put together by hand. */
async function loadEngine() {
  const wasm = join(require.resolve('@prisma/schema-engine-wasm'), '..', 'schema_engine_bg.wasm')
  const { instance } = await WebAssembly.instantiate(readFileSync(wasm), {
    './schema_engine_bg.js': bindings,
  })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return bindings.SchemaEngine
}

function readMigrations(dir) {
  const names = existsSync(dir) ? readdirSync(dir, { withFileTypes: true }) : []
  const migrationDirectories = names
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(dir, path, 'migration.sql'), 'utf8') },
      },
    }))
  const lock = join(dir, 'migration_lock.toml')
  const content = existsSync(lock) ? readFileSync(lock, 'utf8') : null
  return {
    tag: 'migrations',
    baseDir: dir,
    lockfile: { path: 'migration_lock.toml', content },
    shadowDbInitScript: '',
    migrationDirectories,
  }
}

/** The statements still missing from the migrations; empty when they agree with the schema. */
export async function missingSql(base = root) {
  const schema = {
    path: join(base, 'prisma/schema.prisma'),
    content: readFileSync(join(base, 'prisma/schema.prisma'), 'utf8'),
  }
  const SchemaEngine = await loadEngine()
  const shadow = new PGlite()
  const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(shadow))
  const options = { datamodels: [[schema.path, schema.content]] }
  const engine = await SchemaEngine.new(options, () => undefined, factory)
  try {
    const { stdout } = await engine.diff({
      from: readMigrations(join(base, 'prisma/migrations')),
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
      shadowDatabaseUrl: null,
    })
    const sql = (stdout ?? '').trim()
    return sql === '-- This is an empty migration.' ? '' : sql
  } finally {
    engine.free()
    await shadow.close()
  }
}
