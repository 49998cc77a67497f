// Runs a TypeScript program of this repository in this very process, so that arguments, signals and
// exit codes are the program's own: node scripts/run.mjs cli/simulate.ts --hosts 50
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [file, ...args] = process.argv.slice(2)
if (file === undefined) {
  console.error('usage: node scripts/run.mjs FILE.ts [arguments]')
  process.exit(2)
}
if (!existsSync(resolve(root, 'node_modules/tsx'))) {
  console.error('Dependencies are missing: run npm start once, or npm ci.')
  process.exit(2)
}
process.env.TSX_TSCONFIG_PATH ??= resolve(root, 'tsconfig.json')
const { register } = await import('tsx/esm/api')
register()
const program = resolve(root, file)
process.argv = [process.argv[0] ?? 'node', program, ...args]
await import(pathToFileURL(program).href)
