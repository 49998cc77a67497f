import { deleteUser, getUser, patchUser } from '@/lib/domain/users'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { UserPatch, UserReply } from '@/lib/wire/users'
import { IdParams, Nothing } from '@/lib/wire/values'

// People read and change themselves too, so the door asks only for somebody; the rules ask the rest.
export const GET = userRoute({
  action: 'me:read',
  params: IdParams,
  reply: UserReply,
  run: async ({ viewer, params }) => ({ user: await getUser(viewer, params.id) }),
})

export const PATCH = userRoute({
  action: 'me:write',
  params: IdParams,
  body: UserPatch,
  reply: UserReply,
  run: async ({ viewer, params, body, address }) => ({
    user: await patchUser(viewer, params.id, body, address),
  }),
})

export const DELETE = userRoute({
  action: 'users:write',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    await deleteUser(viewer, params.id, address)
    return {}
  },
})

export const { POST, PUT } = refused('GET', 'PATCH', 'DELETE')
