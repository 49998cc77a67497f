// Identical rows of a campaign with the hosts that told them, cut to what the viewer may see. A list
// stands as of one answer while its figures go on, so nothing moves under a reader and no page repeats.
import {
  type Choice,
  chooseColumns,
  columnsInView,
  type Distinct,
  type Extent,
} from '@/lib/domain/campaign-columns'
import { countListed, measuredBy, orderedRows } from '@/lib/domain/campaign-group-order'
import {
  type Figures,
  figuresOf,
  groupOfKey,
  groupsMax,
  type Mask,
  type Parting,
} from '@/lib/domain/campaign-grouping'
import { type AnswerTable, absent } from '@/lib/domain/campaign-table'
import { type HeldTable, withTable } from '@/lib/domain/campaign-tables'
import { seenCampaign } from '@/lib/domain/campaigns'
import { inTurns, type Steps } from '@/lib/domain/turns'
import { findHostsInTeams, findNamedHosts } from '@/lib/store/campaign-answers'
import {
  type Group,
  type GroupsFileQuery,
  type GroupsQuery,
  type GroupsReply,
  groupValueMax,
  noRowsKey,
} from '@/lib/wire/campaign-groups'
import { invalidField } from '@/lib/wire/errors'
import { cutText } from '@/lib/wire/osquery'
import type { Viewer } from '@/lib/wire/roles'

/** A page stops once its values are so many characters. */
const pageCharsMax = 4_000_000
const outlierAnswersLeast = 100
const outlierShare = 0.01

/** Which answers of the table are of hosts in view. */
export function maskOf(table: AnswerTable, visible: Set<number> | undefined): Mask {
  if (!visible) return undefined
  const mask = new Uint8Array(table.answers)
  for (let answer = 0; answer < mask.length; answer++)
    mask[answer] = visible.has(table.hostOf(answer)) ? 1 : 0
  return mask
}

/** The hosts of the campaign that the viewer may see, and its number; `not_found` when it is not theirs. */
export async function viewOf(
  viewer: Viewer,
  id: number,
): Promise<{ id: number; visible: Set<number> | undefined }> {
  const { scope_teams } = await seenCampaign(viewer, id)
  return { id, visible: scope_teams ? await findHostsInTeams(id, scope_teams) : undefined }
}

/** A group before its example host has a name. */
export type ToldGroup = Omit<Group, 'first_host' | 'first_at'> & {
  first_host_id: number
  first_ms: number
}

export type Listing = {
  table: AnswerTable
  parting: Parting
  inView: Distinct[]
  choice: Choice
  /** As of the list, and as of now. */
  listed: Figures
  now: Figures
  values: ArrayLike<number> | undefined
  /** Of each listed group its first row; the group without rows is none of them. */
  rows: number[]
  listed_seq: number
  seq: number
  complete: boolean
}

/** The parting by exactly those columns; `invalid` when it makes more groups than can be told apart. */
export function* partingBy(held: HeldTable, columns: readonly string[]): Steps<Parting> {
  const parting = yield* held.partings.by(columns)
  if (!parting.overflow) return parting
  throw invalidField('columns', `they make more than ${groupsMax} groups; take fewer columns`)
}

/** Lists the groups as of `listed_seq` (else now) with the figures of now. */
export function* listingOf(
  held: HeldTable,
  visible: Set<number> | undefined,
  query: GroupsFileQuery & { listed_seq?: number | undefined },
): Steps<Listing> {
  const { table, seq, complete } = held
  const mask = maskOf(table, visible)
  const listedSeq = Math.min(query.listed_seq ?? seq, seq)
  const then: Extent = { answers: table.answersUpTo(listedSeq), mask }
  const extent: Extent = { answers: table.answers, mask }
  const still = then.answers === extent.answers
  const inView = yield* columnsInView(table, extent)
  const known = still ? inView : yield* columnsInView(table, then)
  const measured = known.filter(({ column }) => column !== query.measure_column)
  const choice = query.columns
    ? { columns: query.columns, left_out: [] }
    : yield* chooseColumns(held, measured, then)
  const parting = yield* partingBy(held, choice.columns)
  const now = figuresOf(table, parting, extent)
  const listed = still ? now : figuresOf(table, parting, then)
  const values = measuredBy(table, parting, then, listed, query)
  const rows = orderedRows({ table, parting, figures: listed }, values, query)
  return {
    ...{ table, parting, inView, choice, listed, now, rows, seq, complete },
    values: still ? values : measuredBy(table, parting, extent, now, query),
    listed_seq: listedSeq,
  }
}

/** A row's values in those columns, each cut; an absent one is missing. */
export function cellsOf(
  table: AnswerTable,
  columns: readonly string[],
  row: number,
  lengthMax: number = groupValueMax,
): { values: Record<string, string>; cut: string[]; chars: number } {
  const cut: string[] = []
  let chars = 0
  const entries = columns.flatMap((name): [string, string][] => {
    const column = table.column(name)
    const number = column?.cells[row] ?? absent
    if (!column || number === absent) return []
    const whole = column.values[number] ?? ''
    const value = cutText(whole, lengthMax)
    if (value.length < whole.length) cut.push(name)
    chars += name.length + value.length
    return [[name, value]]
  })
  return { values: Object.fromEntries(entries), cut, chars }
}

function isOutlier(hosts: number, answering: number): boolean {
  return answering >= outlierAnswersLeast && hosts < answering * outlierShare
}

const answeringOf = ({ answered, too_large }: Figures) => answered + too_large

function groupAt(
  listing: Listing,
  row: number,
  lengthMax?: number,
): { group: ToldGroup; chars: number } {
  const { table, parting, now, values, choice } = listing
  const number = parting.groupOf[row] ?? 0
  const answer = (now.firstAnswer[number] ?? 1) - 1
  const hosts = now.hosts[number] ?? 0
  const answering = answeringOf(now)
  const { values: told, cut, chars } = cellsOf(table, choice.columns, row, lengthMax)
  const value = values?.[number]
  const group = {
    key: `${table.seqOf(answer)}.${row - table.startOf(answer)}`,
    ...{ values: told, cut, hosts, rows: now.rows[number] ?? 0, no_rows: false },
    share: answering === 0 ? 0 : hosts / answering,
    outlier: isOutlier(hosts, answering),
    first_host_id: table.hostOf(answer),
    first_ms: table.receivedMs(answer),
    ...(value === undefined ? {} : { value: Number.isFinite(value) ? value : null }),
  }
  return { group, chars }
}

/** The hosts that found nothing, as one group; undefined when there were none as of the list. */
function withoutRows({ table, listed, now, values }: Listing, mask: Mask): ToldGroup | undefined {
  if (answeringOf(listed) === listed.with_rows) return undefined
  const isOne = (answer: number) =>
    (!mask || mask[answer] === 1) && table.endOf(answer) === table.startOf(answer)
  let first = 0
  while (first < table.answers && !isOne(first)) first += 1
  const hosts = answeringOf(now) - now.with_rows
  return {
    ...{ key: noRowsKey, values: {}, cut: [], hosts, rows: 0, outlier: false, no_rows: true },
    share: hosts / answeringOf(now),
    first_host_id: table.hostOf(first),
    first_ms: table.receivedMs(first),
    ...(values ? { value: null } : {}),
  }
}

type Page = {
  offset: number
  limit: number
  /** The hosts without rows are a group too. */
  none: boolean
  mask: Mask
  /** Longer values are cut to this. */
  value_max?: number
}

/** The groups from a place of the list on, at most `limit` and no more text than a page holds. */
export function groupsFrom(
  listing: Listing,
  { offset, limit, none: wanted, mask, value_max }: Page,
): { groups: ToldGroup[]; count: number } {
  const none = wanted ? withoutRows(listing, mask) : undefined
  const groups: ToldGroup[] = []
  let chars = 0
  for (const row of listing.rows.slice(offset, offset + limit)) {
    const told = groupAt(listing, row, value_max)
    groups.push(told.group)
    chars += told.chars
    if (chars > pageCharsMax) break
  }
  const end = offset + groups.length
  const room = groups.length < limit && chars <= pageCharsMax
  if (none && room && end === listing.rows.length) groups.push(none)
  return { groups, count: listing.rows.length + (none ? 1 : 0) }
}

/** Gives the example hosts their names, as they are now. */
export async function named(told: readonly ToldGroup[]): Promise<Group[]> {
  const hosts = await findNamedHosts([...new Set(told.map((group) => group.first_host_id))])
  return told.map(({ first_host_id: id, first_ms, ...group }) => {
    const { hostname = '', display_name = '' } = hosts.get(id) ?? {}
    return {
      ...group,
      first_host: { id, hostname, display_name },
      first_at: new Date(first_ms).toISOString(),
    }
  })
}

/** Groups that hold the words and were seen first after the list was made. */
function newGroupsOf({ table, parting, listed, now }: Listing, q: string): number {
  if (listed === now) return 0
  const found = (figures: Figures) =>
    countListed({ table, parting, figures }, q) +
    Number(q === '' && answeringOf(figures) > figures.with_rows)
  return found(now) - found(listed)
}

/** The first row of the one group that a key names, if it is listed. */
function rowsOfKey({ table, parting, listed }: Listing, key: string): number[] {
  const group = key === noRowsKey ? undefined : groupOfKey(table, parting, key)
  if (group === undefined || listed.firstAnswer[group] === 0) return []
  return [listed.firstRow[group] ?? 0]
}

function* pageSteps(
  held: HeldTable,
  visible: Set<number> | undefined,
  query: GroupsQuery,
): Steps<{
  listing: Listing
  groups: ToldGroup[]
  count: number
  offset: number
  new_groups: number
}> {
  const [seq, offset = 0] = query.cursor?.split('.').map(Number) ?? []
  const listed_seq = seq ?? query.listed_seq
  const { key, q, limit } = query
  const whole = yield* listingOf(held, visible, { ...query, listed_seq })
  const listing = key === undefined ? whole : { ...whole, rows: rowsOfKey(whole, key) }
  const none = q === '' && (key === undefined || key === noRowsKey)
  const page = { offset, limit, none, mask: maskOf(held.table, visible) }
  return { listing, offset, new_groups: newGroupsOf(whole, q), ...groupsFrom(listing, page) }
}

/** A page of groups of the hosts in view. */
export async function listGroups(
  viewer: Viewer,
  id: number,
  query: GroupsQuery,
): Promise<GroupsReply> {
  const { visible } = await viewOf(viewer, id)
  const page = await withTable(id, (held) => inTurns(pageSteps(held, visible, query)))
  const { listing, groups, count, offset } = page
  const { choice, inView, now, listed_seq } = listing
  const end = offset + groups.length
  return {
    columns: choice.columns,
    all_columns: inView.map(({ column }) => column),
    left_out: choice.left_out,
    answered: now.answered,
    too_large: now.too_large,
    with_rows: now.with_rows,
    without_rows: answeringOf(now) - now.with_rows,
    rows: now.total_rows,
    groups: await named(groups),
    count,
    new_groups: page.new_groups,
    listed_seq,
    as_of_seq: listing.seq,
    complete: listing.complete,
    next_cursor: end < count ? `${listed_seq}.${end}` : null,
  }
}
