// What Muster itself asks of hosts now and then: vitals, and labels by SQL. Due times are spread by
// host, so that a fleet which enrolled together does not answer together. Memory only until due.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { onWake, wake } from '@/lib/bus/bus'
import { platformRuns } from '@/lib/domain/agent-rules'
import type { KnownHost } from '@/lib/domain/directory'
import { factsOf, scheduleOf, vitalQueries } from '@/lib/domain/vitals'
import { pinned } from '@/lib/global'
import { serverKey } from '@/lib/keys'
import {
  appendChecks,
  findSqlLabels,
  type LabelVerdict,
  type SqlLabel,
} from '@/lib/store/host-checks'
import { type Answer, cutText } from '@/lib/wire/osquery'

const everyMs = 3_600_000
const spreadShare = 0.1
/** A round that brings no answer is asked again after this long, or two of the host's own rhythms. */
const retryMs = 60_000
/** By then an agent has applied the configuration it was given. */
const applyMs = 15_000
/** By then the first runs of short intervals show in the agent's schedule. */
const settleMs = 600_000

type CheckWork = { queries: Record<string, string>; discovery?: Record<string, string> }

type Labels = { version: number; labels: SqlLabel[] }
type State = {
  labels: Labels | undefined
  loading: boolean
  /** When each host was last handed checks it has not answered, by host id. */
  asked: Map<number, number>
}

function state(): State {
  return pinned<State>('domain.host-checks', () => {
    const made: State = { labels: undefined, loading: false, asked: new Map() }
    onWake('labels', () => {
      made.labels = undefined
    })
    return made
  })
}

async function load(checks: State): Promise<void> {
  if (checks.loading) return
  checks.loading = true
  try {
    checks.labels = await findSqlLabels()
  } catch {
    // The database is away; the next read of any host asks again.
  } finally {
    checks.loading = false
  }
}

/** An hour, a tenth more or less, the same for a host every time. */
function periodMs(hostId: number): number {
  const spread = ((hostId * 2_654_435_761) % 2 ** 32) / 2 ** 32
  return everyMs * (1 - spreadShare + 2 * spreadShare * spread)
}

const askedOf = (host: KnownHost, { labels }: Labels) =>
  labels.filter(({ platform }) => platformRuns(platform, host.platform))

/** Vitals of before an agent can have applied what it was served last do not say what it runs now. */
function isHashDue(host: KnownHost, nowMs: number): boolean {
  const servedMs = host.config_served_at_ms
  const hasPassed = (ms: number) => host.detail_updated_at_ms < ms && nowMs >= ms
  return servedMs > 0 && (hasPassed(servedMs + applyMs) || hasPassed(servedMs + settleMs))
}

function vitalsDue(host: KnownHost, nowMs: number): boolean {
  const isOld = nowMs >= host.detail_updated_at_ms + periodMs(host.id)
  return host.refetch || isOld || isHashDue(host, nowMs)
}

function labelsDue(host: KnownHost, labels: Labels, nowMs: number): boolean {
  if (labels.labels.length === 0) return false
  const due =
    host.labels_version < labels.version || nowMs >= host.labels_evaluated_at_ms + periodMs(host.id)
  return due && askedOf(host, labels).length > 0
}

/** Whether the host is due for a check; memory only. */
export function hasCheckWork(host: KnownHost, nowMs: number): boolean {
  const checks = state()
  const { labels } = checks
  if (!labels) {
    void load(checks)
    return false
  }
  const askedMs = checks.asked.get(host.id)
  if (askedMs !== undefined) {
    if (nowMs - askedMs < Math.max(retryMs, host.rhythm_seconds * 2_000)) return false
    checks.asked.delete(host.id)
  }
  return vitalsDue(host, nowMs) || labelsDue(host, labels, nowMs)
}

/** 128 bits that only this installation can make for this host and check. */
function seal(hostId: number, check: string): string {
  return createHmac('sha256', serverKey('checks'))
    .update(`${hostId} ${check}`)
    .digest('base64url')
    .slice(0, 22)
}

const sealed = (hostId: number, check: string) => `${check}_${seal(hostId, check)}`

/** The queries of this round: vitals under `v_`, labels under `l_<label>_<version>_<all labels'>`. */
export function checkWork(host: KnownHost, nowMs: number): CheckWork {
  const checks = state()
  const { labels } = checks
  const queries: Record<string, string> = {}
  if (!labels) return { queries }
  if (vitalsDue(host, nowMs)) {
    for (const [name, query] of Object.entries(vitalQueries(host)))
      queries[sealed(host.id, `v_${name}`)] = query
  }
  if (labelsDue(host, labels, nowMs)) {
    for (const { id, version, query } of askedOf(host, labels))
      queries[sealed(host.id, `l_${id}_${version}_${labels.version}`)] = query
  }
  if (Object.keys(queries).length > 0) checks.asked.set(host.id, nowMs)
  return { queries }
}

const delivery =
  /^(?<check>v_[a-z]+|l_(?<label>\d{1,9})_(?<version>\d{1,9})_(?<all>\d{1,9}))_(?<seal>[A-Za-z0-9_-]{22})$/

/** Whether a delivery id has the form that checks give. */
export function isCheckDelivery(id: string): boolean {
  return delivery.test(id)
}

type Check = { answer: Answer; check: string; label: LabelVerdict | null; all: number }

function opened(host: KnownHost, answer: Answer): Check | null {
  const groups = delivery.exec(answer.delivery)?.groups
  if (!groups?.check || !groups.seal) return null
  const expected = seal(host.id, groups.check)
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(groups.seal))) return null
  const failed = answer.status !== 0
  const error = answer.message || `the agent reported status ${answer.status} without a message`
  const label = groups.label
    ? {
        label_id: Number(groups.label),
        version: Number(groups.version),
        member: !failed && answer.rows.length > 0,
        error: failed ? cutText(error, 1_000) : null,
      }
    : null
  return { answer, check: groups.check, label, all: Number(groups.all ?? 0) }
}

/** Stores answers to checks; those made for another host are dropped. Resolves after the commit. */
export async function recordChecks(
  host: KnownHost,
  answers: Answer[],
  nowMs = Date.now(),
): Promise<void> {
  const checks = answers.flatMap((answer) => opened(host, answer) ?? [])
  if (checks.length === 0) return
  const vitals = checks.filter(({ label, answer }) => label === null && answer.status === 0)
  const verdicts = checks.flatMap(({ label }) => label ?? [])
  const rows = new Map(vitals.map(({ check, answer }) => [check.slice('v_'.length), answer.rows]))
  const asked = checks.some(({ label }) => label === null)
  await appendChecks({
    host_id: host.id,
    facts: asked ? factsOf(rows, nowMs) : null,
    schedule: scheduleOf(rows),
    verdicts,
    labels_version: verdicts.length > 0 ? Math.max(...checks.map(({ all }) => all)) : null,
  })
  state().asked.delete(host.id)
  wake(`hosts:${host.id}`)
}

/** Loads the labels, so that the first read of a host after a start is not answered without them. */
export async function startHostChecks(): Promise<void> {
  await load(state())
}
