import { recordExport } from '@/lib/domain/activity-exports'
import { exportDiff } from '@/lib/domain/campaign-diff-file'
import { download } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { DiffFileQuery } from '@/lib/wire/campaign-diffs'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  query: DiffFileQuery,
  run: async ({ viewer, params, query, address }) => {
    const file = await exportDiff(viewer, params.id, query, 'csv')
    const what = {
      what: 'campaign_diff',
      format: 'csv',
      ...{ object_kind: 'campaign', object_id: params.id },
    }
    await recordExport(viewer, { ...what, filter: query, address })
    return download(file)
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
