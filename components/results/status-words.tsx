// How severe a line of an agent's log is, and where the query that it is about is shown.
import { ToneBadge } from '@/components/ui/badge'
import type { Tone } from '@/components/ui/state-words'
import type { StatusQuery } from '@/lib/wire/status-lines'

const severities: readonly { tone: Tone; word: string }[] = [
  { tone: 'info', word: 'info' },
  { tone: 'warn', word: 'warning' },
  { tone: 'bad', word: 'error' },
  { tone: 'bad', word: 'fatal' },
]

export function Severity({ severity }: { severity: number }) {
  const look = severities[severity]
  return <ToneBadge tone={look?.tone ?? 'info'}>{look?.word ?? String(severity)}</ToneBadge>
}

/** The health of the query: which hosts fail, with what words. */
export const statusQueryPath = ({ pack_id, pack_query_id }: StatusQuery): string =>
  `/packs/${pack_id}?tab=health&health=${pack_query_id}`
