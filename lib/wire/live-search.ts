// What the link of the launch page may hold, read and written in one place.
import { z } from 'zod'
import { ColumnNames } from '@/lib/wire/campaign-groups'
import { ParameterValues } from '@/lib/wire/parameters'
import { Selected } from '@/lib/wire/targets'
import { IdText } from '@/lib/wire/values'

const ids = z
  .string()
  .max(4_000)
  .regex(/^\d{1,9}(,\d{1,9})*$/)
  .transform((text) => text.split(',').map(Number))
  .optional()

/** What is no JSON, or of another shape, is left out like any other wrong part of a link. */
const params = z
  .string()
  .max(8_000)
  .transform((text, context) => {
    try {
      return ParameterValues.parse(JSON.parse(text))
    } catch {
      context.addIssue({ code: 'custom', message: 'must be values by name, as JSON' })
      return z.NEVER
    }
  })
  .optional()

/** More SQL than this is not put into a link: servers and chats cut long ones. */
export const linkedSqlMax = 4_000

export const LiveSearch = z.object({
  query_id: IdText.optional(),
  pack_id: IdText.optional(),
  /** A campaign to ask again. */
  from: IdText.optional(),
  /** A question to begin with, where no saved one is named. */
  sql: z.string().max(linkedSqlMax).optional(),
  params,
  hosts: ids,
  labels: ids,
  teams: ids,
  all: z.literal('1').optional(),
  label_match: z.enum(['any', 'all']).optional(),
  not_hosts: ids,
  not_labels: ids,
  /** The hosts of a group of a campaign: `58:12.0`, by the columns that made it. */
  group: z
    .string()
    .regex(/^[1-9][0-9]{0,8}:(none|[0-9]{1,9}\.[0-9]{1,9})$/)
    .transform((text) => {
      const [campaign = '', key = ''] = text.split(':')
      return { campaign_id: Number(campaign), key }
    })
    .optional(),
  columns: ColumnNames.optional(),
})
export type LiveSearch = z.infer<typeof LiveSearch>

/** The hosts that the link means; empty when it names none. */
export function selectedOf(search: LiveSearch): Selected {
  const { hosts, labels, teams, all, label_match, not_hosts, not_labels } = search
  const exclude = { hosts: not_hosts, labels: not_labels }
  return Selected.parse({ hosts, labels, teams, all: all === '1', label_match, exclude })
}

type LinkParts = {
  sql?: string | undefined
  query_id?: number | null | undefined
  pack_id?: number | null | undefined
  params?: ParameterValues | undefined
  selected?: Selected | undefined
  /** Asks the hosts of that group. */
  group?: { campaign_id: number; key: string; columns: readonly string[] } | undefined
}

function targetParts({ hosts, labels, teams, all, label_match, exclude }: Selected) {
  const lists = { hosts, labels, teams, not_hosts: exclude.hosts, not_labels: exclude.labels }
  return [
    ...Object.entries(lists).flatMap(([key, list]) =>
      list.length > 0 ? [[key, list.join()]] : [],
    ),
    ...(all ? [['all', '1']] : []),
    ...(label_match === 'all' ? [['label_match', 'all']] : []),
  ]
}

function groupParts({ campaign_id, key, columns }: NonNullable<LinkParts['group']>) {
  return [
    ['group', `${campaign_id}:${key}`],
    ['columns', JSON.stringify(columns)],
  ]
}

/** The path that opens the launch page with this question; undefined when it is too much for a link. */
export function livePath(parts: LinkParts): string | undefined {
  const { sql, query_id, pack_id, params: values = {}, selected, group } = parts
  if (sql !== undefined && sql.length > linkedSqlMax) return undefined
  const search = new URLSearchParams([
    ...(query_id ? [['query_id', String(query_id)]] : []),
    ...(pack_id ? [['pack_id', String(pack_id)]] : []),
    ...(sql && !query_id && !pack_id ? [['sql', sql]] : []),
    ...(Object.keys(values).length > 0 ? [['params', JSON.stringify(values)]] : []),
    ...(selected ? targetParts(selected) : []),
    ...(group ? groupParts(group) : []),
  ])
  const text = search.toString().replaceAll('%2C', ',')
  return text.length > 8_000 ? undefined : `/live${text && `?${text}`}`
}
