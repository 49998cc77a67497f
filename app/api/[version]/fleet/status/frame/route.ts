import { readFrame } from '@/lib/domain/frame'
import { userRoute } from '@/lib/http/user-route'
import { FrameStatus } from '@/lib/wire/frame'

export const GET = userRoute({
  action: 'me:read',
  reply: FrameStatus,
  run: ({ viewer }) => readFrame(viewer),
})
