import { readResultsProvenance } from '@/lib/domain/result-exports'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ResultsProvenanceQuery, ResultsProvenanceReply } from '@/lib/wire/result-exports'

export const GET = userRoute({
  action: 'results:read',
  query: ResultsProvenanceQuery,
  reply: ResultsProvenanceReply,
  run: async ({ viewer, query }) => ({ provenance: await readResultsProvenance(viewer, query) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
