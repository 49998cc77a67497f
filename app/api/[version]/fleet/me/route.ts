import { getUser } from '@/lib/domain/users'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { UserReply } from '@/lib/wire/users'

export const GET = userRoute({
  action: 'me:read',
  reply: UserReply,
  run: async ({ viewer }) => ({ user: await getUser(viewer, viewer.user_id) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
