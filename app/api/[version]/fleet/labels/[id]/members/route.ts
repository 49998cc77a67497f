import { listLabelMembers } from '@/lib/domain/labels'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { LabelMembers, LabelMembersQuery } from '@/lib/wire/labels'
import { pageOf } from '@/lib/wire/paging'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'hosts:read',
  params: IdParams,
  query: LabelMembersQuery,
  reply: LabelMembers,
  run: async ({ viewer, params, query }) => {
    const { members, count } = await listLabelMembers(viewer, params.id, query)
    return { members, ...pageOf(query, count) }
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
