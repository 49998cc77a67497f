// `npm start`: install if needed, build if stale, serve. The server runs in this very process, so
// signals and the exit code are its own. `--dev` serves from the sources, with Next's refresh.
import { pathToFileURL } from 'node:url'
import { installIfStale, requireNode } from './install.mjs'
import { root } from './stamps.mjs'

requireNode()
process.chdir(root)
const dev = process.argv.includes('--dev')
process.env.NODE_ENV = dev ? 'development' : 'production'
process.env.NEXT_TELEMETRY_DISABLED = '1'
installIfStale()
const { buildAll, generate } = await import('./build.mjs')
await (dev ? generate() : buildAll()).catch((error) => {
  console.error(`Muster could not be built. ${error.message}`)
  process.exit(1)
})
if (dev) {
  const { register } = await import('tsx/esm/api')
  register()
}
process.setSourceMapsEnabled(true)
await import(pathToFileURL(`${root}/${dev ? 'server.ts' : 'dist/server.js'}`).href)
