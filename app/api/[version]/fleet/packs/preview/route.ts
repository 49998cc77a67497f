import { previewNewPack } from '@/lib/domain/pack-preview'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { NewPackPreviewInput, PackPreview } from '@/lib/wire/pack-preview'
import { packBytesMax } from '@/lib/wire/packs'

export const POST = userRoute({
  action: 'packs:read',
  body: NewPackPreviewInput,
  body_bytes_max: packBytesMax,
  reply: PackPreview,
  run: ({ viewer, body }) => previewNewPack(viewer, body),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
