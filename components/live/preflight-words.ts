// What the pre-flight says: when answers come, what they cost, where the query will not run. Pure.
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatMs,
  formatNoun,
  formatRate,
  formatSeconds,
} from '@/lib/client/format'
import type { Preflight, PreflightMissing } from '@/lib/wire/campaign-preflight'
import { platformWord } from './words'

type Clock = { zone: string; now: number }

/** "First answers in about 4 s; 759 of 843 online (90 %) by 14:00:24". */
export function answersSentence(preflight: Preflight, { zone, now }: Clock): string {
  const { hosts, first_answer_seconds: first, expected_90_at, queue_only } = preflight
  if (hosts.total === 0) return 'No host matches, so nobody answers.'
  if (queue_only || hosts.online === 0) return 'No host is online: answers come when they return.'
  const start = first === null ? 'First answers at the next check-in' : firstAnswers(first)
  if (expected_90_at === null) return `${start}.`
  const nine = Math.ceil(hosts.online * 0.9)
  const at = Math.max(Date.parse(expected_90_at), now)
  const of = `${formatCount(nine)} of ${formatCount(hosts.online)} online (90 %)`
  return `${start}; ${of} by ${formatClock(at, zone)}.`
}

const firstAnswers = (seconds: number) =>
  seconds <= 0 ? 'First answers at once' : `First answers in about ${formatDuration(seconds)}`

/** "About 2 rows a host, 1,900 rows, 0.4 MB"; undefined when nothing is known. */
export function sizeSentence({ estimate }: Preflight): string | undefined {
  if (!estimate) return undefined
  const { rows_per_host, rows, bytes } = estimate
  const each = `${formatRate(rows_per_host)} ${rows_per_host === 1 ? 'row' : 'rows'} a host`
  return `About ${each}, ${formatNoun(Math.round(rows), 'row')}, ${formatBytes(Math.round(bytes))}.`
}

/** "44 ms of agent time a host (p95 of 3 runs on 40 hosts), 38 s on all hosts together". */
export function costSentence({ estimate, hosts }: Preflight): string {
  if (!estimate) return 'Its cost is not known: nothing like it was measured.'
  const { cpu_ms_p95, runs, hosts_measured, agent_seconds, basis } = estimate
  const from =
    basis === 'measured'
      ? `p95 of ${formatNoun(runs, 'run')} on ${formatNoun(hosts_measured, 'host')}`
      : 'by the rule for its tables; not measured yet'
  const together = hosts.total > 1 ? `, ${formatSeconds(agent_seconds)} on all together` : ''
  return `${formatMs(cpu_ms_p95)} of agent time a host (${from})${together}.`
}

/** "Windows: 301 hosts lack the table deb_packages". */
export function missingSentence({ platform, hosts, reason }: PreflightMissing): string {
  return `${platformWord(platform)}, ${formatNoun(hosts, 'host')}: ${reason}`
}
