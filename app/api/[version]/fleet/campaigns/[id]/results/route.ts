import { resultsText } from '@/lib/domain/campaigns'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ResultsQuery } from '@/lib/wire/campaigns'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  query: ResultsQuery,
  run: async ({ viewer, params, query }) =>
    new Response(await resultsText(viewer, params.id, query), {
      headers: { 'content-type': 'application/json' },
    }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
