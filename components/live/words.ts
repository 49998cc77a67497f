// What the launch page says: the button, the verdict, the sum of hosts. Pure, so that it can be proved.
import { blockingFinding, type Finding } from '@/components/sql/check-findings'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { TargetsCount } from '@/lib/wire/targets'

type RunWords = { label: string; refusal?: string }

type RunState = {
  sql: string
  findings: readonly Finding[]
  bytes_max: number
  /** Undefined while nobody is chosen or the count is not there yet. */
  counts: TargetsCount | undefined
  chosen: boolean
}

/** The text of the button and, when it may not be pressed, why. The button repeats the number. */
export function runWords({ sql, findings, bytes_max, counts, chosen }: RunState): RunWords {
  if (sql.trim() === '') return { label: 'Run', refusal: 'Write a query first' }
  const bytes = new TextEncoder().encode(sql).length
  if (bytes > bytes_max) {
    return {
      label: 'Query too large',
      refusal: `${formatCount(bytes)} bytes, ${bytes_max} at most`,
    }
  }
  const fault = blockingFinding(findings)
  if (fault) return { label: `Line ${fault.place?.line ?? 1} is not valid`, refusal: fault.message }
  if (!chosen) return { label: 'Choose hosts', refusal: 'Choose teams, labels or hosts first' }
  if (!counts) return { label: 'Counting hosts', refusal: 'The hosts are being counted' }
  const { targets_count: total, targets_online: online } = counts
  if (total === 0) return { label: 'No host matches', refusal: 'The targets mean no host' }
  if (online === 0) return { label: `Queue for ${formatNoun(total, 'offline host')}` }
  return { label: `Run on ${formatNoun(total, 'host')}` }
}

/** "900 hosts = 843 online + 57 offline (12 missing)". */
export function countSentence(counts: TargetsCount): string {
  const { targets_count: total, targets_online: online } = counts
  const { targets_offline: offline, targets_missing_in_action: missing } = counts
  const of = `${formatNoun(total, 'host')} = ${formatCount(online)} online`
  return `${of} + ${formatCount(offline)} offline (${formatCount(missing)} missing)`
}

const shellQuoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** The same request as a command; the token stays a variable of the shell. */
export function curlOf(origin: string, body: object): string {
  return [
    `curl -X POST ${shellQuoted(`${origin}/api/v1/fleet/queries/run`)}`,
    '-H "Authorization: Bearer $MUSTER_TOKEN"',
    "-H 'Content-Type: application/json'",
    `-d ${shellQuoted(JSON.stringify(body))}`,
  ].join(' \\\n  ')
}
