import { createUser, listUsers } from '@/lib/domain/users'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { pageOf } from '@/lib/wire/paging'
import { UserCreate, UserList, UserQuery, UserReply } from '@/lib/wire/users'

export const GET = userRoute({
  action: 'users:read',
  query: UserQuery,
  reply: UserList,
  run: async ({ viewer, query }) => {
    const { users, count } = await listUsers(viewer, query)
    return { users, ...pageOf(query, count) }
  },
})

export const POST = userRoute({
  action: 'users:write',
  body: UserCreate,
  reply: UserReply,
  status: 201,
  run: async ({ viewer, body, address }) => ({ user: await createUser(viewer, body, address) }),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
