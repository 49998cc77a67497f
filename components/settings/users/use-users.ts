'use client'
// The people as the address names them.
import type { ListFilter } from '@/components/ui/list-filters'
import { api } from '@/lib/client/api'
import { type PageRead, type ReadPage, usePages } from '@/lib/client/use-pages'
import { pickedParams, useUrlParams } from '@/lib/client/use-url-params'
import { type User, UserList } from '@/lib/wire/users'

const readUsers: ReadPage<User> = async (key, { page, per_page }, signal) => {
  const path = `/api/v1/fleet/users?${key}&page=${page}&per_page=${per_page}`
  const { users, count } = await api(UserList, path.replace('?&', '?'), { signal })
  return { items: users, count }
}

export const userFilters: readonly ListFilter[] = [
  {
    key: 'status',
    label: 'State',
    choices: [
      { value: 'active', label: 'Active' },
      { value: 'invited', label: 'Invited' },
      { value: 'disabled', label: 'Disabled' },
    ],
  },
]

export function useUsers(first: PageRead<User>) {
  const [params, change] = useUrlParams()
  const key = pickedParams(params, ['query', 'status', 'team_id']).toString()
  return { params, change, pages: usePages(key, readUsers, first) }
}

export type UsersState = ReturnType<typeof useUsers>
