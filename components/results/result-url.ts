// The address of the explorer: which keys are filters, how filters by column are written, and what of it
// the API is asked. Pure.
import { z } from 'zod'
import { pickedParams, type UrlPatch } from '@/lib/client/use-url-params'
import { RowFilter } from '@/lib/wire/campaign-rows'

/** Filters that have a chip; columns come on top of them. */
export const chipKeys = [
  'pack_id',
  'query',
  'host_id',
  'action',
  'platform',
  'label_id',
  'unsolicited',
  'campaign_id',
]

/** With one of these, all that is kept may be read without a range. */
const narrowKeys = ['pack_id', 'query', 'host_id', 'campaign_id']

const columnPrefix = 'column.'

const suffixes = [
  ['!~', 'not_contains'],
  ['~', 'contains'],
  ['!', 'is_not'],
  ['', 'is'],
] as const

function listed(text: string | null): RowFilter[] {
  if (!text) return []
  try {
    return z.array(RowFilter).parse(JSON.parse(text))
  } catch {
    return []
  }
}

/** `column.vendor=SanDisk`, `column.vendor~=part` and the rest as a list, in the order of the address. */
export function columnFilters(params: URLSearchParams): RowFilter[] {
  return [...params].flatMap(([key, value]): RowFilter[] => {
    if (key === 'filter') return listed(value)
    if (!key.startsWith(columnPrefix)) return []
    const [suffix, op] = suffixes.find(([text]) => key.endsWith(text)) ?? ['', 'is']
    const column = key.slice(columnPrefix.length, key.length - suffix.length)
    return [{ column, op, value }]
  })
}

/** The key that says that filter in the address; undefined for those that only the list can say. */
function columnKey({ column, op, value }: RowFilter): string | undefined {
  const suffix = suffixes.find(([, name]) => name === op)?.[0]
  // A name that ends like a suffix, or a key without a value, would be read as something else.
  const isPlain = column !== '' && !/[~!]$/.test(column) && value !== ''
  return suffix === undefined || !isPlain ? undefined : `${columnPrefix}${column}${suffix}`
}

export const columnKeys = (params: URLSearchParams): string[] => [
  ...new Set([...params.keys()].filter((key) => key === 'filter' || key.startsWith(columnPrefix))),
]

/** These filters by column instead of those that the address has. */
export function columnPatch(params: URLSearchParams, filters: readonly RowFilter[]): UrlPatch {
  const plain = new Map<string, string>()
  const rest: RowFilter[] = []
  for (const filter of filters) {
    const key = columnKey(filter)
    if (key === undefined || plain.has(key)) rest.push(filter)
    else plain.set(key, filter.value)
  }
  return {
    ...Object.fromEntries(columnKeys(params).map((key) => [key, undefined])),
    ...Object.fromEntries(plain),
    ...(rest.length > 0 ? { filter: JSON.stringify(rest) } : {}),
  }
}

/** Every filter key that is set, the range left out. */
export function setFilterKeys(params: URLSearchParams): string[] {
  const plain = [...chipKeys, 'q'].filter((key) => params.has(key))
  return [...plain, ...columnKeys(params)]
}

/** What is read without a range must be narrowed by something. */
export const isNarrow = (params: URLSearchParams): boolean =>
  narrowKeys.some((key) => params.has(key))

/** Whether the address leaves the range to the page. */
export const lacksRange = (params: URLSearchParams): boolean =>
  !params.has('from') && !params.has('to') && !isNarrow(params)

/** The filters of the address as the API takes them, with the range. */
export function filterQuery(params: URLSearchParams): URLSearchParams {
  return pickedParams(params, [...setFilterKeys(params), 'from', 'to', 'team_id'])
}

/** Takes out every filter, the range stays: it is always part of the address. */
export function clearedFilters(params: URLSearchParams): UrlPatch {
  return Object.fromEntries(setFilterKeys(params).map((key) => [key, undefined]))
}

/** Columns as they stand in a link: with commas, unless a name has one. */
export function columnList(text: string | null): string[] {
  if (!text) return []
  if (!text.startsWith('[')) return text.split(',').filter(Boolean)
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
  } catch {
    return []
  }
}

/** The way to a line that may not be among those that are loaded: its number, when, on which host. */
export type RowPlace = { id: number; at: number; host: number }

export const rowText = ({ id, at, host }: RowPlace): string => `${id}.${at}.${host}`

export function rowPlace(text: string | null): RowPlace | undefined {
  const parts = /^(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/.exec(text ?? '')
  if (!parts) return undefined
  return { id: Number(parts[1]), at: Number(parts[2]), host: Number(parts[3]) }
}
