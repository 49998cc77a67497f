import { countHosts } from '@/lib/domain/hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostCounts, HostListQuery } from '@/lib/wire/hosts'

export const GET = userRoute({
  action: 'hosts:read',
  query: HostListQuery,
  reply: HostCounts,
  run: async ({ viewer, query }) => countHosts(viewer, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
