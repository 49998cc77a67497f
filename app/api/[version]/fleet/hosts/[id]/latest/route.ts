import { readHostLatest } from '@/lib/domain/host-queries'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostLatest, HostLatestQuery } from '@/lib/wire/host-queries'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'results:read',
  params: IdParams,
  query: HostLatestQuery,
  reply: HostLatest,
  run: ({ viewer, params, query }) => readHostLatest(viewer, params.id, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
