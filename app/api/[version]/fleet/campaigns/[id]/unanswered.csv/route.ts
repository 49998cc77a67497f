import { exportUnanswered } from '@/lib/domain/campaign-errors'
import { download } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  run: async ({ viewer, params }) => download(await exportUnanswered(viewer, params.id)),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
