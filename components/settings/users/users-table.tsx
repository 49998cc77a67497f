'use client'
// The people: who, with which roles, seen when, invited until when. A row opens the person; on a phone
// a row is a card.
import type { ReactNode } from 'react'
import { Time } from '@/components/ui/time'
import type { User } from '@/lib/wire/users'
import { rolesText } from './role-words'
import { UserBadge } from './user-badge'

type UsersTableProps = {
  users: readonly User[]
  /** The reader. */
  me: number
  onOpen: (user: User) => void
}

const head = 'h-9 px-3 text-start font-medium text-fg-muted text-meta'
const cell = 'h-10 px-3 align-middle'

function Head({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <th scope="col" className={`${head} ${className}`}>
      {children}
    </th>
  )
}

function PersonButton({ user, me, onOpen }: { user: User } & Omit<UsersTableProps, 'users'>) {
  return (
    <button
      type="button"
      onClick={() => onOpen(user)}
      className="flex min-h-6 max-w-full flex-col rounded-sm text-start hover:underline"
    >
      <span className="max-w-full truncate font-medium">
        {user.name}
        {user.id === me && <span className="font-normal text-fg-subtle"> (you)</span>}
      </span>
      <span className="max-w-full truncate text-fg-muted text-meta">{user.email}</span>
    </button>
  )
}

function Row({ user, me, onOpen }: { user: User } & Omit<UsersTableProps, 'users'>) {
  return (
    <tr className="border-line border-t hover:bg-hover">
      <td className={`${cell} max-w-72 py-1.5`}>
        <PersonButton user={user} me={me} onOpen={onOpen} />
        <p className="mt-0.5 text-fg-muted text-meta sm:hidden">{rolesText(user)}</p>
      </td>
      <td className={`${cell} max-sm:hidden`}>{rolesText(user)}</td>
      <td className={`${cell} max-sm:text-end`}>
        <UserBadge user={user} />
      </td>
      <td className={`${cell} max-md:hidden`}>
        <Time at={user.last_seen_at} />
      </td>
      <td className={`${cell} max-lg:hidden`}>
        {user.invitation_expires_at ? (
          <Time at={user.invitation_expires_at} />
        ) : (
          <span className="text-fg-subtle">no open link</span>
        )}
      </td>
    </tr>
  )
}

export function UsersTable({ users, me, onOpen }: UsersTableProps) {
  return (
    <table className="w-full border-collapse">
      <caption className="sr-only">People and their roles</caption>
      <thead>
        <tr>
          <Head>Person</Head>
          <Head className="max-sm:hidden">Roles</Head>
          <Head className="max-sm:text-end">State</Head>
          <Head className="max-md:hidden">Last seen</Head>
          <Head className="max-lg:hidden">Link until</Head>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <Row key={user.id} user={user} me={me} onOpen={onOpen} />
        ))}
      </tbody>
    </table>
  )
}
