import { refetchHost } from '@/lib/domain/host-bulk'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { IdParams, Nothing } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'hosts:refetch',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    await refetchHost(viewer, params.id, address)
    return {}
  },
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
