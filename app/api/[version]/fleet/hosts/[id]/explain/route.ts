import { explainHost } from '@/lib/domain/hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ExplainQuery, Explanation } from '@/lib/wire/hosts'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'hosts:read',
  params: IdParams,
  query: ExplainQuery,
  reply: Explanation,
  run: async ({ viewer, params, query }) => explainHost(viewer, params.id, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
