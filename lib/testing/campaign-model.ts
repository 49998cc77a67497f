// A campaign as the semantics tell it, without a database: what each act must lead to. The model test
// holds the real one against it, act by act.
import type { CampaignStatus, Guard, HostState } from '@/lib/wire/campaigns'

export type ModelHost = {
  state: HostState
  sends: number
  canary: boolean
  /** Reads since the hand-out that this instance saw. */
  reads: number
  /** More than a minute has passed since the hand-out. */
  aged: boolean
}

export type Model = {
  status: CampaignStatus
  holding: boolean
  newcomers: boolean
  guard: Guard
  hosts: ModelHost[]
  /** Its time is over, whatever the status says. */
  overdue: boolean
  drops_late: boolean
  /** A guard rail paused it, and nobody let it go on since. */
  tripped: boolean
  /** First hand-outs within a minute. */
  window: number
  done: number
  judged_done: number
  judged_errors: number
  /** How often the guard rails paused or released it: as many entries of the audit trail. */
  spoken: number
}

export type Said = 'fine' | 'failed' | 'denylisted' | 'slow'

export function newModel(given: Pick<Model, 'newcomers' | 'guard'>, canary: boolean[]): Model {
  return {
    ...given,
    status: 'waiting',
    holding: canary.some(Boolean),
    hosts: canary.map((isCanary) => newHost(isCanary)),
    ...{ overdue: false, drops_late: false, tripped: false },
    ...{ window: 0, done: 0, judged_done: 0, judged_errors: 0, spoken: 0 },
  }
}

export const newHost = (canary = false): ModelHost => ({
  ...{ state: 'waiting', sends: 0, canary, reads: 0, aged: false },
})

export const isOpen = ({ status }: Model) =>
  status === 'waiting' || status === 'running' || status === 'paused'

const isPending = ({ state }: ModelHost) => state === 'waiting' || state === 'sent'

const errorsOf = ({ hosts }: Model) =>
  hosts.filter(({ state }) => state === 'failed' || state === 'denylisted').length

/** Ends whoever waits or works. */
export function endModel(model: Model, status: 'expired' | 'stopped'): void {
  model.status = status
  model.overdue = false
  for (const host of model.hosts.filter(isPending)) {
    host.state = status === 'expired' ? 'expired' : 'cancelled'
  }
}

export function expireIfOverdue(model: Model): boolean {
  if (!model.overdue || !isOpen(model)) return false
  endModel(model, 'expired')
  return true
}

/** Every canary host is done. */
export const isCanaryDone = (model: Model) =>
  model.hosts.every((host) => !host.canary || !isPending(host))

/** What the guard rails say of one outcome of a campaign that goes on. */
function judge(model: Model, said: Said): void {
  const { guard } = model
  if (!isOpen(model) || model.tripped) return
  const whole = model.holding && isCanaryDone(model)
  const done = model.done - model.judged_done
  const errors = errorsOf(model) - model.judged_errors
  const share = guard.max_error_percent
  const tooMany =
    share !== undefined && (done >= 10 || whole) && done > 0 && (errors / done) * 100 > share
  const trips = tooMany || (said === 'slow' && guard.max_wall_ms !== undefined)
  if (!trips && !whole) return
  model.spoken += 1
  const someAnswered = model.hosts.some(({ canary, state }) => canary && state === 'answered')
  if (!trips && guard.canary_release === 'auto' && someAnswered) {
    letFollow(model)
    return
  }
  model.status = 'paused'
  model.tripped = true
}

/** The set of hosts that may be asked has changed, so the instance reads it anew. */
export function forgetReads(model: Model): void {
  for (const host of model.hosts) host.reads = 0
}

function letFollow(model: Model): void {
  model.holding = false
  forgetReads(model)
}

function finish(model: Model, host: ModelHost, said: Said): void {
  host.state = said === 'failed' || said === 'denylisted' ? said : 'answered'
  model.done += 1
  if (isOpen(model) && !model.newcomers && !model.hosts.some(isPending)) model.status = 'complete'
  judge(model, said)
}

/** A host reads; whether it gets the query. */
export function readModel(model: Model, host: ModelHost): boolean {
  const gives = (model.status === 'waiting' || model.status === 'running') && isOpen(model)
  if (!gives) return false
  if (host.state === 'sent') host.reads += 1
  if (model.overdue) return false
  if (host.state === 'waiting') {
    const perMinute = model.guard.hosts_per_minute ?? Number.POSITIVE_INFINITY
    if ((model.holding && !host.canary) || model.window >= perMinute) return false
    model.window += 1
    model.status = 'running'
    Object.assign(host, { state: 'sent', sends: 1, reads: 0, aged: false })
    return true
  }
  if (host.state !== 'sent' || host.reads < 2 || !host.aged) return false
  if (host.sends < 2) {
    Object.assign(host, { sends: 2, reads: 0, aged: false })
    return true
  }
  finish(model, host, 'failed')
  return false
}

/** A host says something under its id, asked or not, once or again. */
export function answerModel(model: Model, host: ModelHost, said: Said): void {
  expireIfOverdue(model)
  const late = host.state === 'expired' || host.state === 'cancelled'
  const owed =
    host.sends > 0 &&
    (host.state === 'sent' || (late && !(model.status === 'stopped' && model.drops_late)))
  if (owed) finish(model, host, said)
}

/** More than a minute passes. */
export function ageModel(model: Model): void {
  model.window = 0
  for (const host of model.hosts) host.aged = true
}

/** What a resume or a release forgives. */
export function goOn(model: Model, { release }: { release: boolean }): void {
  if (model.status === 'paused') model.status = 'running'
  model.tripped = false
  model.judged_done = model.done
  model.judged_errors = errorsOf(model)
  if (release && model.holding) letFollow(model)
}
