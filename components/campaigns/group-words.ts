// What the page of groups says: how the answers add up, what was left out, and a group in short.
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Group, GroupsReply } from '@/lib/wire/campaign-groups'

/** "812 answered = 771 with rows + 41 without", with what was too large on the same side. */
export function answeredSum(reply: GroupsReply): string {
  const { answered, too_large, with_rows, without_rows } = reply
  const cut = too_large > 0 ? ` + ${formatCount(too_large)} too large` : ''
  return `${formatCount(answered)} answered${cut} = ${formatCount(with_rows)} with rows + ${formatCount(without_rows)} without`
}

/** Undefined when nothing was left out. */
export function leftOutWords({ left_out }: Pick<GroupsReply, 'left_out'>): string | undefined {
  const names = left_out.map(({ column }) => column)
  if (names.length === 0) return undefined
  const last = names.at(-1)
  const list = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
  return `${list} ${names.length === 1 ? 'differs' : 'differ'} on nearly every row, left out`
}

/** A share as people read it: never 0 % of something, never 100 % of less than all. */
export function shareText(share: number): string {
  const percent = share * 100
  if (percent > 0 && percent < 0.1) return '< 0.1 %'
  if (percent < 10) return `${percent.toFixed(1)} %`
  return `${percent < 100 ? Math.min(99, Math.round(percent)) : 100} %`
}

const shortMax = 60

/** Its values in one line, for a title or a name. */
export function groupTitle({ no_rows, values }: Group, columns: readonly string[]): string {
  if (no_rows) return 'no rows'
  const told = columns.flatMap((name) => (Object.hasOwn(values, name) ? [values[name] ?? ''] : []))
  const text = told.filter((value) => value.trim() !== '').join(' ')
  if (text === '') return 'empty values'
  return text.length > shortMax ? `${text.slice(0, shortMax).trimEnd()}…` : text
}

export const hostsOf = ({ hosts }: Group): string => formatNoun(hosts, 'host')

/** Columns as they stand in a link: readable unless a name forbids it. */
export function columnsText(columns: readonly string[]): string {
  const plain = columns.every((name) => name !== '' && !name.includes(',') && !name.startsWith('['))
  return plain ? columns.join(',') : JSON.stringify(columns)
}
