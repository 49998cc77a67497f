import { exportDiff } from '@/lib/domain/campaign-diff-file'
import { download } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { DiffFileQuery } from '@/lib/wire/campaign-diffs'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  query: DiffFileQuery,
  run: async ({ viewer, params, query }) =>
    download(await exportDiff(viewer, params.id, query, 'ndjson')),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
