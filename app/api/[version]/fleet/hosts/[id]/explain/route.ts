import { explainHost } from '@/lib/domain/host-explanations'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ExplainQuery, Explanation } from '@/lib/wire/host-explanations'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'hosts:read',
  params: IdParams,
  query: ExplainQuery,
  reply: Explanation,
  run: async ({ viewer, params, query }) => explainHost(viewer, params.id, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
