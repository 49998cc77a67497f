// Puts dead letters through the door again, once what refused them is mended: sorted by today's rules,
// attributed by what their host was served, stored and taken out in one transaction. What is refused
// again stays, with today's reason.
import { recordActivity } from '@/lib/domain/activity'
import { countIngest } from '@/lib/domain/ingest-figures'
import { countRows, type SortedLines, sortLines, textsOf } from '@/lib/domain/ingest-lines'
import { nameLookup } from '@/lib/domain/ingest-names'
import { authorize, teamScopeOf } from '@/lib/domain/permissions'
import { type Tx, transaction } from '@/lib/store/db'
import {
  findLetters,
  findNewestLetter,
  listLettersToReplay,
  type ReplayLetter,
  removeLetters,
  updateTried,
} from '@/lib/store/dead-letters'
import { ensurePartitions } from '@/lib/store/partitions'
import {
  appendLinesIn,
  isDataError,
  listServedRenderings,
  rehearseLines,
} from '@/lib/store/results-append'
import {
  type ReplayBody,
  type ReplayReply,
  type ReplayTally,
  sumReplays,
} from '@/lib/wire/dead-letters'
import { isAgentObject } from '@/lib/wire/osquery'
import type { Viewer } from '@/lib/wire/roles'

const lettersAtOnce = 200
const storeMs = 8_000
/** A call ends after so long and tells where the next one begins. */
const callMs = 5_000

type Tried = { letter: ReplayLetter; rows: SortedLines; reason: string | null }

/** The batch that the letter was part of, as far as it is told by the letter. */
function batchOf({ log_type, reason, sample }: ReplayLetter): { log_type: string; data: unknown } {
  const line: unknown = JSON.parse(sample)
  if (log_type === 'refused') {
    const isStatus = isAgentObject(line) && line.name === undefined && line.message !== undefined
    return { log_type: isStatus ? 'status' : 'result', data: [line] }
  }
  if (reason === 'no_list') return { log_type, data: line }
  return { log_type, data: reason === 'too_many_rows' && Array.isArray(line) ? line : [line] }
}

/** `reason`: why it is still not understood. */
async function tryLetter(letter: ReplayLetter): Promise<Tried> {
  const { host_id: id, host_identifier, rendering_hash } = letter
  const host = { id, host_identifier, rendering_hash, renderings: await listServedRenderings(id) }
  const batch = batchOf(letter)
  const rows = await sortLines(host, batch, await nameLookup(host, batch.data))
  if (rows.results.length + rows.statuses.length > 0) return { letter, rows, reason: null }
  const again: { reason?: unknown } = JSON.parse(rows.dead_letters[0]?.json ?? '{}')
  return { letter, rows, reason: typeof again.reason === 'string' ? again.reason : letter.reason }
}

/** Finds the letters that the database refuses, when it refused some of them together. */
async function withoutRefused(tried: readonly Tried[]): Promise<Tried[]> {
  const found: Tried[] = []
  for (const one of tried) {
    const isTaken = one.reason !== null || (await rehearseLines(textsOf(one.rows), storeMs))
    found.push(isTaken ? one : { ...one, reason: 'refused_by_database' })
  }
  return found
}

const none: SortedLines = { results: [], statuses: [], dead_letters: [] }

async function storeLetters(tx: Tx, tried: readonly Tried[]): Promise<ReplayTally> {
  const clear = tried.filter(({ reason }) => reason === null)
  const there = new Set(
    await removeLetters(
      tx,
      clear.map(({ letter }) => letter.id),
    ),
  )
  const rows = clear.flatMap((one) => (there.has(one.letter.id) ? [one.rows] : []))
  const all = rows.reduce(
    (sum, each) => ({
      results: [...sum.results, ...each.results],
      statuses: [...sum.statuses, ...each.statuses],
      dead_letters: [...sum.dead_letters, ...each.dead_letters],
    }),
    none,
  )
  const appended = await appendLinesIn(tx, textsOf(all), storeMs)
  await updateTried(
    tx,
    tried.flatMap(({ letter, reason }) => (reason === null ? [] : [{ id: letter.id, reason }])),
  )
  const lines = appended.results + appended.statuses + appended.dead_letters
  countIngest('lines', lines)
  countIngest('duplicates', countRows(all) - lines)
  const tally = { ...sumReplays([]), letters: tried.length, stored: there.size, lines }
  return {
    ...tally,
    gone: clear.length - there.size,
    still_dead: tried.length - clear.length,
  }
}

type Asked = { viewer: Viewer; address: string; details: Record<string, unknown> }

async function replayLetters(letters: readonly ReplayLetter[], asked: Asked): Promise<ReplayTally> {
  const { viewer, address, details } = asked
  const possible = letters.filter(({ replay }) => replay === 'possible')
  let tried: Tried[] = []
  for (const letter of possible) tried.push(await tryLetter(letter))
  const store = () =>
    transaction('people', async (tx) => {
      const tally = await storeLetters(tx, tried)
      const { letters: count, stored, still_dead, lines } = tally
      const hosts = new Set(tried.map(({ letter }) => letter.host_id)).size
      const figures = { letters: count, stored, still_dead, lines }
      const deed = { type: 'replayed_dead_letters', object_kind: 'dead_letters', hosts, address }
      await recordActivity(tx, viewer, { ...deed, details: { ...details, ...figures } })
      return tally
    })
  if (tried.length > 0) await ensurePartitions()
  const tally =
    tried.length === 0
      ? sumReplays([])
      : await store().catch(async (error: unknown) => {
          if (!isDataError(error)) throw error
          tried = await withoutRefused(tried)
          return store()
        })
  const of = (kind: ReplayLetter['replay']) =>
    letters.filter(({ replay }) => replay === kind).length
  return { ...tally, letters: letters.length, cut: of('cut'), no_line: of('no_line') }
}

type Filtered = Extract<ReplayBody, { filter: object }>

async function replayMatching(viewer: Viewer, body: Filtered, address: string) {
  const { team_id, ...filter } = body.filter
  const scope = teamScopeOf(viewer, 'results:write', team_id)
  // What is refused again, or arrives meanwhile, is not tried twice.
  const [from = 0, end] = (body.cursor ?? '').split('-').map(Number)
  const upTo = end ?? (await findNewestLetter())
  const details = { filter: body.filter }
  const untilMs = performance.now() + callMs
  let tally = sumReplays([])
  let after = from
  for (;;) {
    const letters = await listLettersToReplay(scope, filter, { after, upTo, limit: lettersAtOnce })
    tally = sumReplays([tally, await replayLetters(letters, { viewer, address, details })])
    after = letters.at(-1)?.id ?? after
    if (letters.length < lettersAtOnce) return { ...tally, next_cursor: null }
    if (performance.now() > untilMs) return { ...tally, next_cursor: `${after}-${upTo}` }
  }
}

/**
 * Replays the letters named, or those that match. A letter is stored or stays, never both and never
 * neither; a line that was stored before is not stored twice within its day.
 */
export async function replayDeadLetters(
  viewer: Viewer,
  body: ReplayBody,
  address: string,
): Promise<ReplayReply> {
  if ('filter' in body) return replayMatching(viewer, body, address)
  const letters = await findLetters(body.ids)
  for (const { team_id } of letters) authorize(viewer, 'results:write', { team_id })
  if (letters.length === 0) teamScopeOf(viewer, 'results:write', undefined)
  const wanted = new Set(body.ids).size
  const details = { ids: letters.slice(0, 100).map(({ id }) => id) }
  const tally = await replayLetters(letters, { viewer, address, details })
  const gone = tally.gone + wanted - letters.length
  return { ...tally, letters: wanted, gone, next_cursor: null }
}
