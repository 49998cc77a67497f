import { previewLabel } from '@/lib/domain/label-preview'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { LabelPreview, LabelPreviewBody } from '@/lib/wire/labels'

export const POST = userRoute({
  action: 'campaigns:run_sql',
  body: LabelPreviewBody,
  reply: LabelPreview,
  run: ({ viewer, body, address, request }) =>
    previewLabel(viewer, body, { address, signal: request.signal }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
