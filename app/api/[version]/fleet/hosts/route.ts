import { listHosts } from '@/lib/domain/hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostList, HostListQuery } from '@/lib/wire/hosts'
import { pageOf } from '@/lib/wire/paging'

export const GET = userRoute({
  action: 'hosts:read',
  query: HostListQuery,
  reply: HostList,
  run: async ({ viewer, query }) => {
    const { hosts, count } = await listHosts(viewer, query)
    return { hosts, ...pageOf(query, count) }
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
