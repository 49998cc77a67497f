import { labelGroup } from '@/lib/domain/campaign-group-hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { GroupLabelBody } from '@/lib/wire/campaign-groups'
import { LabelReply } from '@/lib/wire/labels'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'labels:write',
  params: IdParams,
  body: GroupLabelBody,
  reply: LabelReply,
  status: 201,
  run: async ({ viewer, params, body, address }) => ({
    label: await labelGroup(viewer, params.id, body, address),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
