import { exportResults } from '@/lib/domain/campaign-export'
import { download } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  run: async ({ viewer, params }) => download(await exportResults(viewer, params.id, 'ndjson')),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
