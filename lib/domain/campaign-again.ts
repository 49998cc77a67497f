// Asking again: states of a host never go back, so whoever gave no answer is asked by a new campaign
// with the same text, on just these hosts, cut to those that this person may ask.
import { runCampaign } from '@/lib/domain/campaign-start'
import { seenCampaign } from '@/lib/domain/campaigns'
import { readQuery } from '@/lib/domain/queries'
import { listHostIdsIn } from '@/lib/store/campaign-errors'
import type { AgainBody } from '@/lib/wire/campaign-lists'
import type { RunReply } from '@/lib/wire/campaigns'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import { Selected } from '@/lib/wire/targets'

/** The saved query while this person may see it; the text alone is asked otherwise. */
async function savedQuery(viewer: Viewer, id: number | null): Promise<number | null> {
  if (id === null) return null
  return readQuery(viewer, id).then(
    () => id,
    (error: unknown) => {
      if (error instanceof AppError && error.code === 'not_found') return null
      throw error
    },
  )
}

/** `conflict` when no host is in these states; otherwise as `runCampaign`. Rails are not repeated. */
export async function askAgain(
  viewer: Viewer,
  id: number,
  body: AgainBody,
  address: string,
): Promise<RunReply> {
  const { row, scope_teams } = await seenCampaign(viewer, id)
  const hosts = await listHostIdsIn(id, body.states, scope_teams)
  if (hosts.length === 0)
    throw new AppError('conflict', `No host of campaign ${id} is ${body.states.join(' or ')}`)
  const values = row.parameters.map(({ name, value }) => [name, value] as const)
  const openFor = (row.expires_at.getTime() - row.created_at.getTime()) / 1000
  const asked = {
    query: row.template ?? row.query,
    query_id: await savedQuery(viewer, row.query_id),
    parameters: Object.fromEntries(values),
    selected: Selected.parse({ hosts }),
    expires_in: body.expires_in ?? Math.max(1, Math.round(openFor)),
    include_offline: row.include_offline,
    newcomers: false,
    again_of: id,
    confirm: body.confirm,
  }
  return runCampaign(viewer, asked, address)
}
