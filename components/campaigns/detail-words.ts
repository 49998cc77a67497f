// A campaign's request, the time its rows are kept and what was done to it, in words. Pure.
import { formatCount, formatInstant, formatNoun } from '@/lib/client/format'
import type { CampaignDeed } from '@/lib/wire/campaign-lists'
import type { Campaign } from '@/lib/wire/campaigns'

/** The body of the call that would ask the same again. */
export function requestOf(campaign: Campaign): string {
  const { query, template, parameters, query_id, targets, created_at, expires_at } = campaign
  const { include_offline, newcomers, guard, destinations } = campaign
  const seconds = Math.round((Date.parse(expires_at) - Date.parse(created_at)) / 1000)
  const text = query_id === null ? { query: template ?? query } : { query_id }
  const values = Object.fromEntries(parameters.map(({ name, value }) => [name, value]))
  const body = {
    ...text,
    ...(parameters.length > 0 ? { parameters: values } : {}),
    selected: targets,
    expires_in: seconds,
    include_offline,
    newcomers,
    ...(Object.keys(guard).length > 0 ? { guard } : {}),
    ...(destinations.length > 0 ? { destinations } : {}),
  }
  // A list of ids stays one line, however many hosts were named.
  return JSON.stringify(body, null, 2).replace(/\[\n\s*([\d,\s]+?)\n\s*\]/g, (_, ids: string) => {
    return `[${ids.replace(/\s+/g, ' ')}]`
  })
}

const soonMs = 3 * 86_400_000

export type Kept = { text: string; tone: 'plain' | 'warn'; gone: 'none' | 'some' | 'all' }

type KeptFacts = { now: number; zone: string; rows: number }

const dayOf = (ms: number, zone: string) => formatInstant(ms, zone).split(',')[0] ?? ''

/** Until when the rows are kept, that they go soon, or since when they are gone. Counts always stay. */
export function keptWords(
  kept: { first: string; last: string },
  { now, zone, rows }: KeptFacts,
): Kept {
  const first = Date.parse(kept.first)
  const last = Date.parse(kept.last)
  if (rows === 0) return { text: 'none to keep', tone: 'plain', gone: 'none' }
  if (now >= last) {
    const text = `${formatNoun(rows, 'row')} came and are gone since ${dayOf(last, zone)}. The counts stay.`
    return { text, tone: 'warn', gone: 'all' }
  }
  if (now >= first) {
    const text = `The oldest rows are gone since ${dayOf(first, zone)}, the last go on ${dayOf(last, zone)}. The counts stay.`
    return { text, tone: 'warn', gone: 'some' }
  }
  const until = dayOf(first, zone)
  if (first - now > soonMs) return { text: `kept until ${until}`, tone: 'plain', gone: 'none' }
  const text = `The rows go on ${until}. Export them to keep them longer; the counts stay.`
  return { text, tone: 'warn', gone: 'none' }
}

function stoppedWords({ hosts, details }: CampaignDeed): string {
  const late = details.late_answers === 'drop' ? ', late answers dropped' : ''
  return `stopped it, ${formatNoun(hosts ?? 0, 'host')} cancelled${late}`
}

/** What somebody did, after their name. An unknown deed keeps its own word. */
export function deedWords(deed: CampaignDeed): string {
  const reason = typeof deed.details.reason === 'string' ? `: ${deed.details.reason}` : ''
  const words: Record<string, string> = {
    started_campaign: `asked ${formatCount(deed.hosts ?? 0)} ${deed.hosts === 1 ? 'host' : 'hosts'}`,
    paused_campaign: `paused it${reason}`,
    resumed_campaign: 'resumed it',
    released_campaign: 'released it after the canary',
    stopped_campaign: stoppedWords(deed),
    watched_campaign: 'opened it',
    exported_campaign: 'exported its rows',
  }
  const script = deed.actor_kind === 'token' ? ' by a script' : ''
  return `${words[deed.type] ?? deed.type.replaceAll('_', ' ')}${script}`
}
