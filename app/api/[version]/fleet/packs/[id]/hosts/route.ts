import { listReachedHosts } from '@/lib/domain/reached-hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackHosts, PackHostsQuery } from '@/lib/wire/pack-hosts'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'packs:read',
  params: IdParams,
  query: PackHostsQuery,
  reply: PackHosts,
  run: ({ viewer, params, query }) => listReachedHosts(viewer, params.id, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
