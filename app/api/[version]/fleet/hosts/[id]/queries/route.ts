import { listHostQueries } from '@/lib/domain/host-queries'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostQueries } from '@/lib/wire/host-queries'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'hosts:read',
  params: IdParams,
  reply: HostQueries,
  run: ({ viewer, params }) => listHostQueries(viewer, params.id),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
