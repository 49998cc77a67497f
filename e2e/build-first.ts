// Builds what is stale before any server starts: of two servers that start at once, both would.
import { spawnSync } from 'node:child_process'
import { root } from './server'

export default function buildFirst(): void {
  const stdio = ['ignore', 'ignore', 'inherit'] as const
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], {
    cwd: root,
    stdio: [...stdio],
  })
  if (status !== 0) throw new Error('The pages could not be built')
}
