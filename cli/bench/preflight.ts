// Pre-flight and explanation over 100,000 hosts in 50 labels, and what a saved change does to the bytes
// that hosts get: all that are reached, and only those.
import { startBus, stopBus } from '@/lib/bus/bus'
import { currentConfiguration } from '@/lib/domain/configuration'
import { explainHost } from '@/lib/domain/host-explanations'
import { previewPack } from '@/lib/domain/pack-preview'
import { createPack, editPack } from '@/lib/domain/packs'
import { isReached, type TargetingHost } from '@/lib/domain/targeting'
import { listReachable } from '@/lib/store/host-reach'
import { PackPreviewInput } from '@/lib/wire/pack-preview'
import { PackInput } from '@/lib/wire/packs'
import type { Viewer } from '@/lib/wire/roles'
import { limitRow, type Row, shown, spread } from './figures'
import { administrator, importTen } from './packs'
import { openRig } from './rig'
import { seedHosts, seedLabels } from './seed'

const hosts = 100_000
const labels = 50
const rounds = 9
const labelledPacks = 10
const compared = 2_000

const queries = Array.from({ length: 25 }, (_, at) => ({
  name: `query_${at}`,
  query: `SELECT name, path, pid FROM processes WHERE name LIKE '%${at}%'`,
  interval: 3_600,
}))

/** Packs that between them name every label, five each. */
async function makePacks(viewer: Viewer, ids: readonly number[]): Promise<number[]> {
  const made: number[] = []
  for (let at = 0; at < labelledPacks; at++) {
    const label_ids = ids.slice(at * 5, at * 5 + 5)
    const input = PackInput.parse({ name: `labelled ${at}`, label_ids, queries })
    made.push((await createPack(viewer, input, '')).id)
  }
  return made
}

async function times(run: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = []
  for (let round = 0; round < rounds + 1; round++) {
    const started = performance.now()
    await run()
    if (round > 0) taken.push(performance.now() - started)
  }
  return taken
}

const scopeAll = { all: true } as const

async function someHosts(): Promise<TargetingHost[]> {
  return listReachable(scopeAll, 0, compared)
}

async function bytesOf(fleet: readonly TargetingHost[]): Promise<Map<number, string>> {
  const configuration = await currentConfiguration()
  return new Map(fleet.map((host) => [host.id, configuration.renderFor(host, null).hash]))
}

/** Hosts that a change should touch and did, and those that it touched beside them. */
async function touched(viewer: Viewer, packId: number) {
  const fleet = await someHosts()
  const before = await bytesOf(fleet)
  const body = { queries: queries.map((query) => ({ ...query, interval: 1_800 })) }
  await editPack(viewer, packId, PackInput.pick({ queries: true }).parse(body), '')
  const { source } = await currentConfiguration()
  const pack = source.packs.find(({ id }) => id === packId)
  const after = await bytesOf(fleet)
  const affected = fleet.filter((host) => pack !== undefined && isReached(host, pack))
  const reached = new Set(affected.map(({ id }) => id))
  const changed = fleet.filter(({ id }) => before.get(id) !== after.get(id))
  const stray = changed.filter(({ id }) => !reached.has(id)).length
  return { affected: affected.length, changed: changed.length, stray, of: fleet.length }
}

export async function benchPreflight(): Promise<Row[]> {
  const rig = await openRig()
  try {
    await startBus()
    await seedHosts(1, hosts)
    const ids = await seedLabels(labels)
    const viewer = await administrator()
    await importTen(viewer)
    const [first = 0, second = 0] = await makePacks(viewer, ids)
    const few = PackPreviewInput.parse({ label_ids: ids.slice(3, 8), queries })
    const all = PackPreviewInput.parse({ label_ids: ids, label_match: 'any', shard: 50, queries })
    const fewTimes = await times(() => previewPack(viewer, first, few))
    const allTimes = await times(() => previewPack(viewer, first, all))
    const explained = await times(() => explainHost(viewer, 4_711, {}))
    const change = await touched(viewer, second)
    return rowsOf({ fewTimes, allTimes, explained, change })
  } finally {
    await stopBus()
    await rig.close()
  }
}

type Measured = {
  fewTimes: number[]
  allTimes: number[]
  explained: number[]
  change: Awaited<ReturnType<typeof touched>>
}

function rowsOf({ fewTimes, allTimes, explained, change }: Measured): Row[] {
  const fleet = `${hosts.toLocaleString('en')} hosts, ${labels} labels`
  const exact = change.stray === 0 && change.changed === change.affected && change.affected > 0
  return [
    limitRow(
      `pre-flight at ${fleet}, 20 packs`,
      shown(spread(fewTimes), ' ms'),
      '< 1 s',
      spread(fewTimes).median < 1_000,
    ),
    limitRow(`the same of a sample of all ${labels} labels`, shown(spread(allTimes), ' ms'), ''),
    limitRow(
      'explanation of a host, 20 packs',
      shown(spread(explained), ' ms'),
      '< 50 ms',
      spread(explained).median < 50,
    ),
    limitRow(
      `a saved change, of ${change.of.toLocaleString('en')} hosts`,
      `${change.changed} of ${change.affected} affected changed, ${change.stray} others`,
      'all, and no other',
      exact,
    ),
  ]
}
