import { recordExport } from '@/lib/domain/activity-exports'
import { exportCsv } from '@/lib/domain/campaign-export'
import { download } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { CsvQuery } from '@/lib/wire/campaign-rows'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  query: CsvQuery,
  run: async ({ viewer, params, query, address }) => {
    const file = await exportCsv(viewer, params.id, query)
    const what = {
      what: 'campaign_rows',
      format: 'csv',
      ...{ object_kind: 'campaign', object_id: params.id },
    }
    await recordExport(viewer, { ...what, filter: query, address })
    return download(file)
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
