import { listHealthHosts } from '@/lib/domain/health'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HealthHosts, HealthHostsQuery } from '@/lib/wire/health'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'packs:read',
  params: IdParams,
  query: HealthHostsQuery,
  reply: HealthHosts,
  run: ({ viewer, params, query }) => listHealthHosts(viewer, params.id, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
