import { readLabelUsers } from '@/lib/domain/labels'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { LabelUsers } from '@/lib/wire/labels'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'labels:read',
  params: IdParams,
  reply: LabelUsers,
  run: ({ viewer, params }) => readLabelUsers(viewer, params.id),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
