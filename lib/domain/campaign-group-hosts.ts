// The hosts of one group, exactly: those in view that told one of its rows. A label made of them is
// the list as it was; hosts that answer later do not join it.
import { chooseColumns, columnsInView, type Extent } from '@/lib/domain/campaign-columns'
import { groupOfKey, type Mask, type Parting } from '@/lib/domain/campaign-grouping'
import { maskOf, partingBy, viewOf } from '@/lib/domain/campaign-groups'
import { type AnswerTable, absent } from '@/lib/domain/campaign-table'
import { type HeldTable, withTable } from '@/lib/domain/campaign-tables'
import { createLabel } from '@/lib/domain/labels'
import { authorize } from '@/lib/domain/permissions'
import { inTurns, type Steps } from '@/lib/domain/turns'
import { findNamedHosts } from '@/lib/store/campaign-answers'
import {
  type GroupHostsQuery,
  type GroupHostsReply,
  type GroupLabelBody,
  noRowsKey,
} from '@/lib/wire/campaign-groups'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { Label } from '@/lib/wire/labels'
import type { Viewer } from '@/lib/wire/roles'

const gone = () => new AppError('not_found', 'There is no such group')

/** The group with exactly those values; a column that they lack is absent in its rows. */
function groupOfValues(
  table: AnswerTable,
  { groupOf, columns }: Parting,
  values: Readonly<Record<string, string>>,
): number {
  const stranger = Object.keys(values).find((name) => !columns.includes(name))
  if (stranger !== undefined) throw invalidField('values', `${stranger} is not one of the columns`)
  const wanted = columns.map((name) => {
    const column = table.column(name)
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    const number = value === undefined ? absent : column?.numbers.get(value)
    if (number === undefined) throw gone()
    return { cells: column?.cells, number }
  })
  for (let row = 0; row < table.rows; row++)
    if (wanted.every(({ cells, number }) => (cells?.[row] ?? absent) === number))
      return groupOf[row] ?? 0
  throw gone()
}

function keyed(table: AnswerTable, parting: Parting, key: string): number {
  const group = groupOfKey(table, parting, key)
  if (group === undefined) throw gone()
  return group
}

type Member = { answer: number; rows: number }

/** The answers in view with rows of the group, or with none at all when there is no group. */
function* membersOf(
  table: AnswerTable,
  mask: Mask,
  parting: Parting,
  group: number | undefined,
): Steps<Member[]> {
  const members: Member[] = []
  for (let answer = 0; answer < table.answers; answer++) {
    if (mask && mask[answer] === 0) continue
    const start = table.startOf(answer)
    const end = table.endOf(answer)
    let rows = 0
    for (let row = start; row < end; row++) if (parting.groupOf[row] === group) rows += 1
    if (group === undefined ? end === start : rows > 0) members.push({ answer, rows })
    if (answer % 1_000 === 0) yield
  }
  return members
}

type Which = Pick<GroupHostsQuery, 'columns' | 'key' | 'values'>

type Found = { host_id: number; seq: number; received_ms: number; rows: number }

/** Every host in view of the group, in the order of their answers. `not_found` when it has none. */
function* foundIn(
  held: HeldTable,
  visible: Set<number> | undefined,
  { columns, key, values }: Which,
): Steps<Found[]> {
  const { table } = held
  const extent: Extent = { answers: table.answers, mask: maskOf(table, visible) }
  const chosen =
    columns ?? (yield* chooseColumns(held, yield* columnsInView(table, extent), extent)).columns
  const parting = yield* partingBy(held, chosen)
  const group =
    key === undefined
      ? groupOfValues(table, parting, values ?? {})
      : key === noRowsKey
        ? undefined
        : keyed(table, parting, key)
  const members = yield* membersOf(table, extent.mask, parting, group)
  if (members.length === 0) throw gone()
  return members.map(({ answer, rows }) => ({
    host_id: table.hostOf(answer),
    seq: table.seqOf(answer),
    received_ms: table.receivedMs(answer),
    rows,
  }))
}

async function findGroup(
  viewer: Viewer,
  id: number,
  which: Which,
): Promise<{ found: Found[]; seq: number }> {
  const { visible } = await viewOf(viewer, id)
  return withTable(id, async (held) => ({
    found: await inTurns(foundIn(held, visible, which)),
    seq: held.seq,
  }))
}

/** A page of the hosts of a group, in the order of their answers. */
export async function listGroupHosts(
  viewer: Viewer,
  id: number,
  query: GroupHostsQuery,
): Promise<GroupHostsReply> {
  if ((query.key === undefined) === (query.values === undefined))
    throw invalidField('key', 'name the group by its key or by its values')
  const { found, seq } = await findGroup(viewer, id, query)
  const from = found.findIndex((member) => member.seq > query.cursor)
  const page = from < 0 ? [] : found.slice(from, from + query.limit)
  const names = await findNamedHosts(page.map(({ host_id }) => host_id))
  const unnamed = { hostname: '', display_name: '', platform: 'unknown', team_id: null }
  const last = page.at(-1)
  return {
    hosts: page.map(({ host_id, received_ms, ...member }) => ({
      ...member,
      host: { ...unnamed, ...names.get(host_id), id: host_id },
      received_at: new Date(received_ms).toISOString(),
    })),
    count: found.length,
    as_of_seq: seq,
    next_cursor: last && last !== found.at(-1) ? String(last.seq) : null,
  }
}

/** Makes a label by hand of the hosts that the group has now; those deleted since are left out. */
export async function labelGroup(
  viewer: Viewer,
  id: number,
  { name, description, columns, key }: GroupLabelBody,
  address: string,
): Promise<Label> {
  authorize(viewer, 'labels:write', { team_id: null })
  const host_ids = await groupHostIds(viewer, id, { columns, key })
  const words = `The hosts of a group of live query #${id}, as they had answered`
  const input = {
    name,
    description: description ?? words,
    platform: '',
    host_ids,
  }
  return createLabel(viewer, input, address)
}

/** Ids of all hosts that the group has now and that are still there. */
export async function groupHostIds(viewer: Viewer, id: number, which: Which): Promise<number[]> {
  const { found } = await findGroup(viewer, id, which)
  return [...(await findNamedHosts(found.map(({ host_id }) => host_id))).keys()]
}
