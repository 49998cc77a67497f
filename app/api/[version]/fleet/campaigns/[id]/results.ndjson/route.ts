import { exportNdjson } from '@/lib/domain/campaign-export'
import { download } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { NdjsonQuery } from '@/lib/wire/campaign-rows'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  query: NdjsonQuery,
  run: async ({ viewer, params, query }) => download(await exportNdjson(viewer, params.id, query)),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
