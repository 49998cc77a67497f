import { listGroupHosts } from '@/lib/domain/campaign-group-hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { GroupHostsQuery, GroupHostsReply } from '@/lib/wire/campaign-groups'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  query: GroupHostsQuery,
  reply: GroupHostsReply,
  run: ({ viewer, params, query }) => listGroupHosts(viewer, params.id, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
