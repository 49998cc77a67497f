// Packs with queries of their own, fleets for them, and runs of them, for tests.
import { createPack } from '@/lib/domain/packs'
import { runPack } from '@/lib/domain/run-start'
import { sql } from '@/lib/store/db'
import { fleet } from '@/lib/testing/live'
import { PackInput } from '@/lib/wire/packs'
import type { Viewer } from '@/lib/wire/roles'
import { PackRunBody } from '@/lib/wire/runs'

/** A query of the pack's own. */
export const inline = (name: string, more: object = {}) => ({
  name,
  query: `SELECT '${name}' AS word`,
  interval: 60,
  ...more,
})

export function packOf(owner: Viewer, queries: object[], more: object = {}) {
  const name = `pack ${crypto.randomUUID()}`
  return createPack(owner, PackInput.parse({ name, queries, ...more }), '')
}

/** As many hosts of each platform. */
export async function fleetOf(platforms: Record<string, number>, team: number | null = null) {
  const hosts = []
  for (const [platform, size] of Object.entries(platforms)) {
    const own = await fleet(size, { team })
    await sql('people', 'UPDATE hosts SET platform = $1 WHERE id = ANY($2::int[])', [
      platform,
      own.map(({ id }) => id),
    ])
    hosts.push(...own)
  }
  return hosts
}

export const runBody = (given: object = {}) => PackRunBody.parse(given)

export const runAs = (viewer: Viewer, id: number, given: object = {}) =>
  runPack(viewer, id, { body: runBody(given), address: '192.0.2.1' })

export const idsOf = (hosts: readonly { id: number }[]) => hosts.map(({ id }) => id)
