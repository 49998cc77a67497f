// `npm run db:new NAME`: writes the next migration, holding what prisma/schema.prisma has and the
// migrations lack. `node scripts/db-new.mjs --check` only says whether anything is lacking.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { missingSql } from './schema-diff.mjs'
import { root } from './stamps.mjs'

const [, , name, base = root] = process.argv

if (name !== '--check' && !/^[a-z][a-z0-9_]*$/.test(name ?? '')) {
  console.error('Usage: npm run db:new NAME (lower case, digits and _)')
  process.exit(1)
}

const sql = await missingSql(base)

if (name === '--check') {
  if (sql) console.error(`prisma/schema.prisma and the migrations differ by:\n${sql}`)
  process.exit(sql ? 1 : 0)
}
if (!sql) {
  console.log('Nothing to do: the migrations lead to prisma/schema.prisma already')
  process.exit(0)
}

const dir = join(base, 'prisma/migrations')
const numbers = readdirSync(dir).map((entry) => Number.parseInt(entry, 10) || 0)
const number = String(Math.max(0, ...numbers) + 1).padStart(4, '0')
mkdirSync(join(dir, `${number}_${name}`))
writeFileSync(join(dir, `${number}_${name}`, 'migration.sql'), `${sql}\n`)
console.log(`Wrote prisma/migrations/${number}_${name}/migration.sql:\n\n${sql}`)
console.log('\nRead it: the previous version must still work on the schema that it leaves.')
