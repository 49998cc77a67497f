// Ties a carve to the query that started it, and to what its agent says of it, by the guid in the rows
// that the host answered with. The answer may come before the first block or after the last.
import {
  listLiveMentions,
  listScheduledMentions,
  listUnexplained,
  type Mention,
  updateCarveOrigin,
} from '@/lib/store/carve-origins'
import { cutText } from '@/lib/wire/osquery'
import { Columns } from '@/lib/wire/values'

const pathMax = 4_096

/** The rows of an answer that name the carve, whatever column of theirs does. */
function rowsNaming({ rows_json }: Mention, guid: string): Columns[] {
  const rows: unknown = JSON.parse(rows_json)
  if (!Array.isArray(rows)) return []
  return rows.flatMap((row) => {
    const columns = Columns.safeParse(row)
    return columns.success && Object.values(columns.data).includes(guid) ? [columns.data] : []
  })
}

type Told = {
  campaign_id: number | null
  pack_query_id: number | null
  path: string | null
  sha256: string | null
}

/** What answers say of a carve: who asked first, its path, and the hash that the agent counted. */
export async function readMentions(hostId: number, guid: string): Promise<Told | undefined> {
  const live = await listLiveMentions(hostId, guid)
  const mentions = live.length > 0 ? live : await listScheduledMentions(hostId, guid)
  const naming = mentions.filter((mention) => rowsNaming(mention, guid).length > 0)
  const [first] = naming
  if (!first) return undefined
  const rows = naming.flatMap((mention) => rowsNaming(mention, guid))
  const path = rows.find((row) => row.path)?.path ?? null
  const sha256 = rows.find((row) => /^[0-9a-f]{64}$/i.test(row.sha256 ?? ''))?.sha256 ?? null
  return {
    campaign_id: first.campaign_id,
    pack_query_id: first.pack_query_id,
    path: path === null ? null : cutText(path, pathMax),
    sha256: sha256?.toLowerCase() ?? null,
  }
}

/** Looks for the askers of carves that have none yet. */
export async function tellCarveOrigins(): Promise<void> {
  for (const { id, host_id, carve_guid } of await listUnexplained()) {
    const told = await readMentions(host_id, carve_guid)
    if (told) await updateCarveOrigin(id, told)
  }
}
