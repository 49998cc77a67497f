import { readHostConfiguration } from '@/lib/domain/hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostConfiguration } from '@/lib/wire/hosts'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'hosts:read',
  params: IdParams,
  reply: HostConfiguration,
  run: async ({ viewer, params }) => readHostConfiguration(viewer, params.id),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
