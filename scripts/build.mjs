// Builds what is stale and nothing else: the Prisma client, the pages, the server bundle.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, unlessFresh } from './stamps.mjs'

const configuration = ['package-lock.json', 'tsconfig.json', 'next.config.ts', 'postcss.config.mjs']
const sources = ['app', 'components', 'lib', 'public', 'prisma', ...configuration]

/** Runs a program of this repository; its output goes to stderr, as stdout is for the server. */
function run(file, args) {
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
  const stdio = ['ignore', process.stderr, process.stderr]
  const { status, error } = spawnSync(process.execPath, [join(root, file), ...args], {
    cwd: root,
    env,
    stdio,
  })
  if (error) throw error
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} failed with exit code ${status}`)
}

/** The Prisma client of prisma/schema.prisma. */
export function generate() {
  return unlessFresh({
    stamp: 'lib/generated/.stamp',
    inputs: ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'],
    outputs: ['lib/generated/prisma/client.ts'],
    make: () => run('scripts/prisma.mjs', ['generate']),
  })
}

function buildPages() {
  return unlessFresh({
    stamp: '.next/muster.stamp',
    inputs: sources,
    outputs: ['.next/BUILD_ID'],
    make: () => run('node_modules/next/dist/bin/next', ['build']),
  })
}

function buildServer() {
  return unlessFresh({
    stamp: 'dist/server.stamp',
    inputs: ['server.ts', 'lib', 'package-lock.json', 'tsconfig.json', 'scripts/build.mjs'],
    outputs: ['dist/server.js'],
    make: async () => {
      const { build } = await import('esbuild')
      await build({
        absWorkingDir: root,
        entryPoints: ['server.ts'],
        outfile: 'dist/server.js',
        bundle: true,
        platform: 'node',
        format: 'esm',
        target: 'node20',
        packages: 'external',
        alias: { '@': root },
        sourcemap: true,
        logLevel: 'warning',
      })
    },
  })
}

/** Everything that `npm start` needs. */
export async function buildAll() {
  await generate()
  await buildPages()
  await buildServer()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildAll().catch((error) => {
    console.error(`Muster could not be built. ${error.message}`)
    process.exit(1)
  })
}
