import { recordExport } from '@/lib/domain/activity-exports'
import { exportNdjson } from '@/lib/domain/campaign-export'
import { download } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { NdjsonQuery } from '@/lib/wire/campaign-rows'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  query: NdjsonQuery,
  run: async ({ viewer, params, query, address }) => {
    const file = await exportNdjson(viewer, params.id, query)
    const what = {
      what: 'campaign_rows',
      format: 'ndjson',
      ...{ object_kind: 'campaign', object_id: params.id },
    }
    await recordExport(viewer, {
      ...what,
      filter: query,
      address,
      by_pages: query.cursor !== undefined,
    })
    return download(file)
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
