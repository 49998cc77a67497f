import { previewPack } from '@/lib/domain/pack-preview'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackPreview, PackPreviewInput } from '@/lib/wire/pack-preview'
import { packBytesMax } from '@/lib/wire/packs'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'packs:read',
  params: IdParams,
  body: PackPreviewInput,
  body_bytes_max: packBytesMax,
  reply: PackPreview,
  run: ({ viewer, params, body }) => previewPack(viewer, params.id, body),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
