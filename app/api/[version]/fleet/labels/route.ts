import { listLabels, makeLabel } from '@/lib/domain/labels'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { LabelInput, LabelList, LabelListQuery, LabelMade } from '@/lib/wire/labels'
import { pageOf } from '@/lib/wire/paging'

export const GET = userRoute({
  action: 'labels:read',
  query: LabelListQuery,
  reply: LabelList,
  run: async ({ viewer, query }) => {
    const { labels, count } = await listLabels(viewer, query)
    return { labels, ...pageOf(query, count) }
  },
})

export const POST = userRoute({
  action: 'labels:write',
  body: LabelInput,
  reply: LabelMade,
  run: ({ viewer, body, address }) => makeLabel(viewer, body, address),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
