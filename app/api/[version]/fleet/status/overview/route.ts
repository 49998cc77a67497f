import { readOverview } from '@/lib/domain/overview'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { Overview, OverviewQuery } from '@/lib/wire/overview'

export const GET = userRoute({
  action: 'hosts:read',
  query: OverviewQuery,
  reply: Overview,
  run: ({ viewer, query }) => readOverview(viewer, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
