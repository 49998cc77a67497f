// The hosts of a campaign that gave no answer: why, by message, and as a file.
import { seenCampaign } from '@/lib/domain/campaigns'
import { listErrors } from '@/lib/store/campaign-errors'
import { type CampaignHostRow, listCampaignHosts } from '@/lib/store/campaign-hosts'
import type { CampaignError } from '@/lib/wire/campaign-lists'
import { csvLine, type Download } from '@/lib/wire/csv'
import type { Viewer } from '@/lib/wire/roles'

/** Every message once, most hosts first, cut to the hosts that the viewer may see. */
export async function readErrors(viewer: Viewer, id: number): Promise<CampaignError[]> {
  const { scope_teams } = await seenCampaign(viewer, id)
  return listErrors(id, scope_teams)
}

const pageSize = 5_000

const columns = [
  'host_id',
  'hostname',
  'display_name',
  'platform',
  'state',
  'error',
  'sent_at',
  'finished_at',
  'last_seen_at',
  'next_check_in_at',
]

function lineOf(host: CampaignHostRow): string {
  const times = [host.sent_at, host.finished_at, host.seen_at, host.next_due]
  return csvLine([
    String(host.id),
    host.hostname,
    host.display_name,
    host.platform,
    host.state,
    host.error ?? '',
    ...times.map((time) => time?.toISOString() ?? ''),
  ])
}

async function* linesOf(id: number, scope_teams: number[] | undefined): AsyncGenerator<string> {
  yield csvLine(columns)
  const filter = { state: undefined, query: '', unanswered: true, scope_teams, limit: pageSize }
  for (let offset = 0; ; offset += pageSize) {
    const { hosts } = await listCampaignHosts(id, { ...filter, offset })
    if (hosts.length > 0) yield hosts.map(lineOf).join('')
    if (hosts.length < pageSize) return
  }
}

/** The hosts that have not answered as CSV; times in UTC. */
export async function exportUnanswered(viewer: Viewer, id: number): Promise<Download> {
  const { row, scope_teams } = await seenCampaign(viewer, id)
  const missing = row.targeted - row.answered - row.too_large
  return {
    file_name: `q-${id}-${missing}-of-${row.targeted}-not-answered.csv`,
    content_type: 'text/csv; charset=utf-8',
    chunks: linesOf(id, scope_teams),
  }
}
