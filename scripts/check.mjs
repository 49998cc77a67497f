// `npm run check`: types, lint and format, and the direction of imports, side by side.
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './stamps.mjs'

const require = createRequire(import.meta.url)

function binOf(name, program) {
  const manifest = require.resolve(`${name}/package.json`)
  const { bin } = require(manifest)
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[program])
}

const checks = [
  { name: 'types', args: () => [binOf('typescript', 'tsc'), '--noEmit', '--pretty', 'false'] },
  {
    name: 'lint and format',
    args: () => [binOf('@biomejs/biome', 'biome'), 'check', '--colors=off'],
  },
  { name: 'direction of imports', args: () => [join(root, 'scripts/imports.mjs')] },
]

function run({ name, args }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args(), { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.on('close', (code) => resolve({ name, passed: code === 0, output }))
  })
}

/** Next's generated list of routes goes stale when one is removed; the build checks it afresh. */
function forgetOldRoutes() {
  for (const dir of ['.next/types', '.next/dev/types']) {
    rmSync(join(root, dir, 'validator.ts'), { force: true })
  }
}

/** Runs all checks, prints the output of those that fail; returns how many passed, and which not. */
export async function checkAll() {
  forgetOldRoutes()
  const results = await Promise.all(checks.map(run))
  for (const { name, passed, output } of results) {
    console.log(`${passed ? 'ok  ' : 'FAIL'} ${name}`)
    if (!passed) console.log(output)
  }
  const failures = results.filter((result) => !result.passed).map(({ name }) => name)
  return { passed: results.length - failures.length, failed: failures.length, failures }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { generate } = await import('./build.mjs')
  await generate()
  const { failed } = await checkAll()
  process.exit(failed === 0 ? 0 : 1)
}
