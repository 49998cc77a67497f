import { verifyFor } from '@/lib/domain/activity-feed'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { Verification } from '@/lib/wire/activity'

export const GET = userRoute({
  action: 'activities:read',
  reply: Verification,
  run: ({ viewer }) => verifyFor(viewer),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
