import { recordExport } from '@/lib/domain/activity-exports'
import { exportResultsCsv } from '@/lib/domain/result-exports'
import { download } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ResultsCsvQuery } from '@/lib/wire/result-exports'
import { filterWords } from '@/lib/wire/result-filters'

export const GET = userRoute({
  action: 'results:read',
  query: ResultsCsvQuery,
  run: async ({ viewer, query, request, address }) => {
    const file = await exportResultsCsv(viewer, query, request.signal)
    const what = { what: 'results', format: 'csv', filter: filterWords(query) }
    await recordExport(viewer, { ...what, address })
    return download(file)
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
