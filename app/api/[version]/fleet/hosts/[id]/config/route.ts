import { readHostConfiguration } from '@/lib/domain/hosts'
import { userRoute } from '@/lib/http/user-route'
import { HostConfiguration } from '@/lib/wire/hosts'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'hosts:read',
  params: IdParams,
  reply: HostConfiguration,
  run: async ({ viewer, params }) => readHostConfiguration(viewer, params.id),
})
