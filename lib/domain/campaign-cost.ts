// What a live query is expected to cost: as measured on hosts that ran its text, whatever the values of
// its parameters were, else by the stated rule.
import type { CampaignText } from '@/lib/domain/campaign-text'
import { costClass, costsOf, estimateByRule } from '@/lib/domain/costs'
import type { SqlCheck } from '@/lib/sql/check'
import type { PreflightEstimate } from '@/lib/wire/campaign-preflight'
import type { CostClass, SqlCost } from '@/lib/wire/costs'
import type { Platform } from '@/lib/wire/platforms'

type Text = Pick<CampaignText, 'query' | 'template'>

/** The measured cost by the text as it was written; undefined when no host has run it. */
async function measuredCost({ query, template }: Text): Promise<SqlCost | undefined> {
  const text = template ?? query
  return (await costsOf([text])).get(text) ?? undefined
}

/** Processor time of one run on one host: 95 % of hosts take less. Cheap queries are handed out first. */
export async function expectedMs(text: Text): Promise<number> {
  const measured = await measuredCost(text)
  return measured?.cpu_ms.p95 ?? estimateByRule(text.query, 'linux').cpu_ms
}

/** One run on one host of a platform. */
type Run = { p95_ms: number; usual_ms: number; rows: number; bytes: number; class: CostClass }

function runOf(query: string, platform: Platform, measured: SqlCost | undefined): Run {
  const own = measured && (measured.platforms[platform] ?? measured)
  if (own) {
    const { cpu_ms, rows_per_run: rows, bytes_per_run: bytes } = own
    const usual_ms = own.user_ms + own.system_ms
    return { p95_ms: cpu_ms.p95, usual_ms, rows, bytes, class: costClass(cpu_ms.p50) }
  }
  const {
    cpu_ms,
    rows_per_run: rows,
    bytes_per_run: bytes,
    ...rule
  } = estimateByRule(query, platform)
  return { p95_ms: cpu_ms, usual_ms: cpu_ms, rows, bytes, class: rule.class }
}

/** Of no host at all one of Linux tells what a host would cost. */
const orOne = (hosts: ReadonlyMap<Platform, number>): ReadonlyMap<Platform, number> =>
  hosts.size > 0 ? hosts : new Map([['linux', 0]])

const classes: readonly CostClass[] = ['minimal', 'considerable', 'excessive']

/**
 * What asking so many hosts of each platform costs them; null when nothing measured it and it reads
 * only tables that the rule does not know.
 */
export async function estimateOf(
  text: Text,
  hosts: ReadonlyMap<Platform, number>,
  check: Pick<SqlCheck, 'valid' | 'tables'>,
): Promise<PreflightEstimate | null> {
  const measured = await measuredCost(text)
  // Tables of agents' extensions alone: the rule has no word on them.
  if (!measured && !check.valid && check.tables.length === 0) return null
  const runs = [...orOne(hosts)].map(([platform, count]) => ({
    ...runOf(text.query, platform, measured),
    count,
  }))
  const total = runs.reduce((sum, { count }) => sum + count, 0)
  const sum = (of: 'rows' | 'bytes' | 'usual_ms') =>
    runs.reduce((all, run) => all + run[of] * run.count, 0)
  const [rows, bytes] = [sum('rows'), sum('bytes')]
  const worst = Math.max(...runs.map((run) => classes.indexOf(run.class)))
  return {
    cpu_ms_p95: Math.max(...runs.map(({ p95_ms }) => p95_ms)),
    rows_per_host: total > 0 ? rows / total : (runs[0]?.rows ?? 0),
    bytes_per_host: total > 0 ? bytes / total : (runs[0]?.bytes ?? 0),
    ...{ rows, bytes, agent_seconds: sum('usual_ms') / 1_000 },
    ...{ runs: measured?.runs ?? 0, hosts_measured: measured?.hosts ?? 0 },
    basis: measured ? 'measured' : 'rule',
    class: classes[worst] ?? 'minimal',
  }
}
