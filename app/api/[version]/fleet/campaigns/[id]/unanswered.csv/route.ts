import { recordExport } from '@/lib/domain/activity-exports'
import { exportUnanswered } from '@/lib/domain/campaign-errors'
import { download } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  run: async ({ viewer, params, address }) => {
    const file = await exportUnanswered(viewer, params.id)
    const what = {
      what: 'campaign_unanswered',
      format: 'csv',
      ...{ object_kind: 'campaign', object_id: params.id },
    }
    await recordExport(viewer, { ...what, address })
    return download(file)
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
