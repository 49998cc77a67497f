import { readFrame } from '@/lib/domain/frame'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { FrameStatus } from '@/lib/wire/frame'

export const GET = userRoute({
  action: 'me:read',
  reply: FrameStatus,
  run: ({ viewer }) => readFrame(viewer),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
