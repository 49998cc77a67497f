// The states people see: which colour, pattern and word each has, in the order bars draw them.

export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'waiting' | 'offline'
export type Pattern = 'solid' | 'hatch' | 'dotted'

export type StatePart = {
  /** The API's word; also what a filter takes. */
  state: string
  count: number
  tone: Tone
  pattern?: Pattern
  label?: string
}

export const solid: Record<Tone, string> = {
  ok: 'bg-ok',
  warn: 'bg-warn',
  bad: 'bg-bad',
  info: 'bg-info',
  waiting: 'bg-waiting',
  offline: 'bg-offline',
}

export const words: Record<Tone, string> = {
  ok: 'text-ok-fg',
  warn: 'text-warn-fg',
  bad: 'text-bad-fg',
  info: 'text-info-fg',
  waiting: 'text-waiting-fg',
  offline: 'text-offline-fg',
}

export const wash: Record<Tone, string> = {
  ok: 'bg-ok-soft text-ok-fg',
  warn: 'bg-warn-soft text-warn-fg',
  bad: 'bg-bad-soft text-bad-fg',
  info: 'bg-info-soft text-info-fg',
  waiting: 'bg-waiting-soft text-waiting-fg',
  offline: 'bg-offline-soft text-offline-fg',
}

type Drawing = { tone: Tone; pattern: Pattern; label: string }

const campaignDrawing = {
  answered: { tone: 'ok', pattern: 'solid', label: 'answered' },
  failed: { tone: 'bad', pattern: 'solid', label: 'failed' },
  denylisted: { tone: 'bad', pattern: 'hatch', label: 'denylisted' },
  too_large: { tone: 'warn', pattern: 'solid', label: 'too large' },
  sent: { tone: 'info', pattern: 'solid', label: 'sent' },
  waiting: { tone: 'waiting', pattern: 'dotted', label: 'waiting' },
  expired: { tone: 'offline', pattern: 'solid', label: 'expired' },
  cancelled: { tone: 'offline', pattern: 'hatch', label: 'cancelled' },
} as const satisfies Record<string, Drawing>

export type CampaignCounts = Record<keyof typeof campaignDrawing, number>

/** The eight parts of a campaign in their fixed order, zeros included. */
export function campaignParts(counts: CampaignCounts): StatePart[] {
  return [
    { state: 'answered', count: counts.answered, ...campaignDrawing.answered },
    { state: 'failed', count: counts.failed, ...campaignDrawing.failed },
    { state: 'denylisted', count: counts.denylisted, ...campaignDrawing.denylisted },
    { state: 'too_large', count: counts.too_large, ...campaignDrawing.too_large },
    { state: 'sent', count: counts.sent, ...campaignDrawing.sent },
    { state: 'waiting', count: counts.waiting, ...campaignDrawing.waiting },
    { state: 'expired', count: counts.expired, ...campaignDrawing.expired },
    { state: 'cancelled', count: counts.cancelled, ...campaignDrawing.cancelled },
  ]
}

export type HostCounts = { online: number; offline: number; missing: number; new: number }

/** The four parts of a set of hosts in their fixed order, zeros included. */
export function hostParts(counts: HostCounts): StatePart[] {
  return [
    { state: 'online', count: counts.online, tone: 'ok' },
    { state: 'offline', count: counts.offline, tone: 'offline' },
    { state: 'missing', count: counts.missing, tone: 'warn' },
    { state: 'new', count: counts.new, tone: 'info' },
  ]
}
