import { previewFilter } from '@/lib/domain/destinations'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { DestinationPreview, DestinationPreviewReply } from '@/lib/wire/destinations'

export const POST = userRoute({
  action: 'destinations:read',
  body: DestinationPreview,
  reply: DestinationPreviewReply,
  run: async ({ viewer, body }) => ({ lines_a_day: await previewFilter(viewer, body.filter) }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
