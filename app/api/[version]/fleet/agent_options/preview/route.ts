import { previewOptions } from '@/lib/domain/agent-options-preview'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { OptionsPreview, OptionsPreviewInput } from '@/lib/wire/agent-options'

export const POST = userRoute({
  action: 'options:read',
  body: OptionsPreviewInput,
  reply: OptionsPreview,
  run: ({ viewer, body }) => previewOptions(viewer, body),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
