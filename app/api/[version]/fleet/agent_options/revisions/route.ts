import { listOptionRevisions } from '@/lib/domain/agent-options-revisions'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { OptionsRevisionList, OptionsRevisionQuery } from '@/lib/wire/agent-options'
import { pageOf } from '@/lib/wire/paging'

export const GET = userRoute({
  action: 'options:read',
  query: OptionsRevisionQuery,
  reply: OptionsRevisionList,
  run: async ({ viewer, query }) => {
    const { team_id = null, ...paging } = query
    const { revisions, count } = await listOptionRevisions(viewer, { team_id, ...paging })
    return { revisions, ...pageOf(query, count) }
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
