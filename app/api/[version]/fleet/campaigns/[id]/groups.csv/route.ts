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
  run: async ({ viewer, params, query }) => download(await exportGroups(viewer, params.id, query)),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
