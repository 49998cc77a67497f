import { downloadCarve } from '@/lib/domain/carves'
import { download } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'carves:read',
  params: IdParams,
  run: async ({ viewer, params, address }) =>
    download(await downloadCarve(viewer, params.id, address)),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
