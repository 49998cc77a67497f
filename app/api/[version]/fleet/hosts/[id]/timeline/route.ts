import { readHostTimeline } from '@/lib/domain/host-timeline'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostTimeline, HostTimelineQuery } from '@/lib/wire/host-timeline'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'hosts:read',
  params: IdParams,
  query: HostTimelineQuery,
  reply: HostTimeline,
  run: ({ viewer, params, query }) => readHostTimeline(viewer, params.id, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
