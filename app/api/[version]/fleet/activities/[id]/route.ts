import { readActivity } from '@/lib/domain/activity-feed'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ActivityReply } from '@/lib/wire/activity'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'activities:read',
  params: IdParams,
  reply: ActivityReply,
  run: async ({ viewer, params }) => ({ activity: await readActivity(viewer, params.id) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
