import { createUser, listUsers } from '@/lib/domain/users'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { UserCreated } from '@/lib/wire/invitations'
import { pageOf } from '@/lib/wire/paging'
import { UserCreate, UserList, UserQuery } from '@/lib/wire/users'

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
  reply: UserCreated,
  status: 201,
  run: ({ viewer, body, address }) => createUser(viewer, body, address),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
