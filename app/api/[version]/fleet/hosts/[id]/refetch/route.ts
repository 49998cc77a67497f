import { refetchHost } from '@/lib/domain/hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { IdParams, Nothing } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'hosts:refetch',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params }) => {
    await refetchHost(viewer, params.id)
    return {}
  },
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
