import { createLabel, listLabels } from '@/lib/domain/labels'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { LabelInput, LabelList, LabelListQuery, LabelReply } from '@/lib/wire/labels'
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
  reply: LabelReply,
  run: async ({ viewer, body, address }) => ({ label: await createLabel(viewer, body, address) }),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
