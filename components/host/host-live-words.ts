// What is told of a question to one host, in whole sentences. Pure: times are arguments.
import { formatClock, formatDuration, formatMs, formatNoun } from '@/lib/client/format'
import type { HostCampaign } from '@/lib/wire/host-queries'

type Times = { now: number; zone: string; online: boolean }

const openStatus = (status: HostCampaign['status']) =>
  status === 'waiting' || status === 'running' || status === 'paused'

/** The host may still answer it, as far as anybody knows. */
export function isAwaited({ state, status }: HostCampaign): boolean {
  return openStatus(status) && (state === 'waiting' || state === 'sent')
}

function costWords({ stats }: HostCampaign): string {
  if (!stats) return ''
  const cpu = (stats.user_time ?? 0) + (stats.system_time ?? 0)
  return `, ${formatMs(stats.wall_time_ms ?? 0)}, ${formatMs(cpu)} of processor time`
}

function waitingWords({ status, expires_at }: HostCampaign, { zone, online }: Times): string {
  const until = formatClock(Date.parse(expires_at), zone)
  if (status === 'paused') return `Paused: it is not handed out; closes ${until}`
  if (online) return `Asked at its next check-in; open until ${until}`
  return `Queued: asked when the host returns, until ${until}`
}

/** "3 rows, 12 ms, 4 ms of processor time": where the question stands on this host. */
export function standing(campaign: HostCampaign, times: Times): string {
  const { state, rows, sent_at, late } = campaign
  switch (state) {
    case 'waiting':
      return isAwaited(campaign) ? waitingWords(campaign, times) : 'It was never asked'
    case 'sent': {
      const seconds = sent_at === null ? 0 : (times.now - Date.parse(sent_at)) / 1000
      return `The host has it, running for ${formatDuration(Math.max(0, seconds))}`
    }
    case 'answered':
      return `${formatNoun(rows, 'row')}${costWords(campaign)}${late ? ', after it had closed' : ''}`
    case 'too_large':
      return `${formatNoun(rows, 'row')} kept, the rest was too large${costWords(campaign)}`
    case 'expired':
      return sent_at === null
        ? 'Closed before the host returned: it was never asked'
        : 'Closed before its answer came'
    case 'cancelled':
      return 'Stopped before its answer came'
    default:
      return campaign.error ?? 'It failed'
  }
}

/** The text as it was written, so that asking again gives the same form. */
export const writtenText = ({
  template,
  query,
}: Pick<HostCampaign, 'template' | 'query'>): string => template ?? query

/** The button: what pressing it does to an online or offline host. */
export function askLabel(online: boolean): string {
  return online ? 'Ask this host' : 'Queue for its return'
}
