import { recordExport } from '@/lib/domain/activity-exports'
import { exportGroups } from '@/lib/domain/campaign-groups-file'
import { download } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { GroupsFileQuery } from '@/lib/wire/campaign-groups'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  query: GroupsFileQuery,
  run: async ({ viewer, params, query, address }) => {
    const file = await exportGroups(viewer, params.id, query)
    const what = {
      what: 'campaign_groups',
      format: 'csv',
      ...{ object_kind: 'campaign', object_id: params.id },
    }
    await recordExport(viewer, { ...what, filter: query, address })
    return download(file)
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
