import { listGroups } from '@/lib/domain/campaign-groups'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { GroupsQuery, GroupsReply } from '@/lib/wire/campaign-groups'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  query: GroupsQuery,
  reply: GroupsReply,
  run: ({ viewer, params, query }) => listGroups(viewer, params.id, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
