import { listRuns } from '@/lib/domain/runs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { pageOf } from '@/lib/wire/paging'
import { PackRunListQuery, PackRunsReply } from '@/lib/wire/runs'

export const GET = userRoute({
  action: 'campaigns:read',
  query: PackRunListQuery,
  reply: PackRunsReply,
  run: async ({ viewer, query }) => {
    const { runs, count } = await listRuns(viewer, query)
    return { runs, ...pageOf(query, count) }
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
