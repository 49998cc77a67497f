// What a comparison says: who answered both, what came and went, and which columns were compared.
import { formatCount, formatNoun } from '@/lib/client/format'
import type { DiffReply } from '@/lib/wire/campaign-diffs'

/** "812 hosts answered both; 30 only #51, 18 only #57". */
export function whoWords({ hosts, from, to }: DiffReply): string {
  const { both, only_from, only_to } = hosts
  return `${formatNoun(both, 'host')} answered both; ${formatCount(only_from)} only #${from.id}, ${formatCount(only_to)} only #${to.id}`
}

/** "124 rows added, 87 removed, 1,630 unchanged; 96 of 812 hosts changed". */
export function changeWords({ hosts, added, removed, unchanged }: DiffReply): string {
  const rows = `${formatNoun(added, 'row')} added, ${formatCount(removed)} removed, ${formatCount(unchanged)} unchanged`
  return `${rows}; ${formatCount(hosts.changed)} of ${formatNoun(hosts.both, 'host')} changed`
}

const listed = (names: readonly string[]) => names.map((name) => name || '(empty)').join(', ')

/** Which columns could not be compared; undefined when all could. */
export function columnWords({ columns, from, to, same_sql }: DiffReply): string | undefined {
  const { shared, only_from, only_to } = columns
  if (only_from.length + only_to.length === 0) return undefined
  const parts = [
    only_from.length > 0 ? `only #${from.id} has ${listed(only_from)}` : '',
    only_to.length > 0 ? `only #${to.id} has ${listed(only_to)}` : '',
  ].filter(Boolean)
  const compared =
    shared.length === 0
      ? 'No column is in both'
      : `Compared by the columns of both: ${listed(shared)}`
  return `${same_sql ? '' : 'The SQL differs. '}${compared}; ${parts.join('; ')}`
}
