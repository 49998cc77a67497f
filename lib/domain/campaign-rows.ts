// Rows of a campaign page by page, in the order and of the kind that a reader asks for. The first page
// fixes what is looked through, so that later pages of a running campaign go on in the same rows.
import { type Seen, seenCampaign } from '@/lib/domain/campaigns'
import {
  countRowsBetween,
  findNewestStart,
  listSampledColumns,
} from '@/lib/store/campaign-row-counts'
import { countCampaignRows, listCampaignRows, type RowsAsked } from '@/lib/store/campaign-rows'
import { type RowsQuery, type RowsReply, sortOf, wordsOf } from '@/lib/wire/campaign-rows'
import type { Viewer } from '@/lib/wire/roles'

/** The newest so many rows are looked through. */
export const rowsSearchedMost = 1_000_000

type Cursor = {
  from_seq: number
  up_to_seq: number
  count: number
  at_least: boolean
  after?: { seq: number; row: number }
}

function parsedCursor(text: string): Cursor {
  const [from_seq = 0, up_to_seq = 0, count = 0, atLeast = 0, seq = 0, row = 0] = text
    .split('.')
    .map(Number)
  return { from_seq, up_to_seq, count, at_least: atLeast === 1, after: { seq, row } }
}

async function firstCursor(id: number, seen: Seen, wish: RowsQuery): Promise<Cursor> {
  const { row, scope_teams } = seen
  const up_to_seq = row.last_seq
  const large = row.rows > rowsSearchedMost
  const cut = { id, scope_teams }
  const from_seq = large ? await findNewestStart(cut, rowsSearchedMost) : 0
  const words = wordsOf(wish.q)
  const asked = { ...cut, from_seq, up_to_seq, sort: [], filters: wish.filter, words }
  const isWhole = words.length === 0 && wish.filter.length === 0
  const count = isWhole
    ? await countRowsBetween(cut, from_seq, up_to_seq)
    : await countCampaignRows(asked)
  return { from_seq, up_to_seq, count, at_least: from_seq > 0 }
}

/** A page of the rows of hosts that the viewer may see. */
export async function readRows(viewer: Viewer, id: number, wish: RowsQuery): Promise<RowsReply> {
  const seen = await seenCampaign(viewer, id)
  const { scope_teams } = seen
  const cursor =
    wish.cursor === undefined ? await firstCursor(id, seen, wish) : parsedCursor(wish.cursor)
  const { from_seq, count, at_least, after } = cursor
  const up_to_seq = Math.min(cursor.up_to_seq, seen.row.last_seq)
  const asked: RowsAsked = {
    ...{ id, scope_teams, from_seq, up_to_seq },
    ...{ sort: sortOf(wish), filters: wish.filter, words: wordsOf(wish.q) },
  }
  const [columns, stored] = await Promise.all([
    listSampledColumns({ id, scope_teams }),
    listCampaignRows(asked, after, wish.limit),
  ])
  const last = stored.length < wish.limit ? undefined : stored.at(-1)
  const told = [from_seq, up_to_seq, count, at_least ? 1 : 0]
  return {
    columns,
    rows: stored.map(({ seq, row, host_id, hostname, display_name, values }) => ({
      seq,
      row,
      host: { id: host_id, hostname, display_name },
      values,
    })),
    count,
    at_least,
    next_cursor: last ? [...told, last.seq, last.row].join('.') : null,
  }
}
