// Carries states of differential queries over the end of the lines that told them: before a day of
// lines goes, what it amounted to is folded onto what earlier days had amounted to.
import { setTimeout as delay } from 'node:timers/promises'
import { baseLines, type FullLine, foldState, planState } from '@/lib/domain/results-state'
import { heldRows } from '@/lib/domain/results-walk'
import { inTurns, type Steps } from '@/lib/domain/turns'
import {
  type Base,
  basePairs,
  listBasesOf,
  listPairLines,
  type Pair,
  replaceBases,
} from '@/lib/store/results-bases'

/** How many pairs one step takes follows from how many lines the one before had. */
const pairsAtOnce = { first: 10, most: 200 }
const linesAtOnce = 1_000
/** Rest after a step, in its own lengths: a day has time, and agents share the processors. */
const restShare = 2
/** Lines of one host and query in one day, and rows of one state, that are carried on. */
const linesMax = 20_000
const rowsMax = 20_000

const keyOf = ({ pack_query_id, host_id }: Pair) => `${pack_query_id} ${host_id}`

/** Null when the state does not rest on a full set that is known, or is a snapshot. */
function baseOf(pair: Pair, lines: readonly FullLine[], cut: boolean): Base | null {
  const plan = planState(lines)
  const { mode, anchor_unix, last_fetched } = plan
  const [first] = plan.lines
  if (mode !== 'differential' || anchor_unix === null || !last_fetched || !first) return null
  const state = foldState(plan)
  const rows = [...heldRows(state.rows).values()]
  return {
    ...{ pack_query_id: pair.pack_query_id, host_id: pair.host_id, epoch: first.epoch },
    ...{ unix_time: anchor_unix, received_at: last_fetched, rows: rows.slice(0, rowsMax) },
    truncated: state.truncated || cut || rows.length > rowsMax,
  }
}

type Carried = { bases: Base[]; none: Pair[] }

function* fold(
  pairs: readonly Pair[],
  known: ReadonlyMap<string, Base>,
  lines: ReadonlyMap<string, readonly FullLine[]>,
): Steps<Carried> {
  const carried: Carried = { bases: [], none: [] }
  for (const pair of pairs) {
    const before = known.get(keyOf(pair))
    const own = lines.get(keyOf(pair)) ?? []
    // After an end in between, this day may have been carried on already.
    const fresh = before ? own.filter(({ received_at }) => received_at > before.received_at) : own
    const all = [...(before ? baseLines(before) : []), ...fresh]
    const base = baseOf(pair, all, own.length >= linesMax)
    if (base) carried.bases.push(base)
    else carried.none.push(pair)
    yield
  }
  return carried
}

/** Resolves with how many lines those pairs had in the partition. */
async function carry(partition: string, pairs: readonly Pair[]): Promise<number> {
  const known = new Map((await listBasesOf(pairs)).map((base) => [keyOf(base), base]))
  const lines = new Map<string, FullLine[]>()
  const listed = await listPairLines(partition, pairs, linesMax)
  for (const line of listed) {
    const key = keyOf(line)
    const own = lines.get(key)
    if (own) own.push(line)
    else lines.set(key, [line])
  }
  // The agents' door is often in the same process.
  const { bases, none } = await inTurns(fold(pairs, known, lines))
  await replaceBases(bases, none)
  return listed.length
}

/** Each call rests for as long as `restShare` says of the time since the one before. */
function pacer(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    await delay(restShare * (performance.now() - since))
    since = performance.now()
  }
}

/**
 * To be called before a partition of result lines is dropped; it may be called again. Takes its time:
 * minutes for a million lines.
 */
export async function carryBases(partition: string): Promise<void> {
  const rest = pacer()
  let count = pairsAtOnce.first
  for await (const pairs of basePairs(partition)) {
    for (let first = 0; first < pairs.length; ) {
      const some = pairs.slice(first, first + count)
      first += some.length
      const lines = await carry(partition, some)
      if (lines > linesAtOnce) count = Math.max(1, Math.floor(count / 2))
      else if (lines < linesAtOnce / 2) count = Math.min(pairsAtOnce.most, count * 2)
      await rest()
    }
    await rest()
  }
}
