'use client'
// Settings, Users: who may come in, what may they do, when were they last here?
import { UserPlus, Users } from 'lucide-react'
import { useMemo, useState } from 'react'
import { SettingsPage } from '@/components/settings/settings-page'
import { PageActions } from '@/components/shell/page-actions'
import { Button } from '@/components/ui/button'
import { SearchInput } from '@/components/ui/input'
import { FilteredOut, ListFilters } from '@/components/ui/list-filters'
import { LoadMore } from '@/components/ui/load-more'
import { EmptyState } from '@/components/ui/page-states'
import type { PageRead } from '@/lib/client/use-pages'
import type { User } from '@/lib/wire/users'
import { InviteDialog } from './invite-dialog'
import type { Granting } from './role-fields'
import { type UsersState, userFilters, useUsers } from './use-users'
import { UserSheet } from './user-sheet'
import { UsersTable } from './users-table'

type UsersSectionProps = {
  first: PageRead<User>
  /** The reader. */
  me: number
  granting: Granting
}

export function UsersSection({ first, me, granting }: UsersSectionProps) {
  const state = useUsers(first)
  const { params, change, pages } = state
  const [inviting, setInviting] = useState(false)
  const actions = useMemo(
    () => [{ id: 'invite', label: 'Invite somebody', keys: 'n', run: () => setInviting(true) }],
    [],
  )
  return (
    <SettingsPage
      slug="users"
      title="Users"
      wide
      actions={
        <Button variant="primary" aria-keyshortcuts="n" onClick={() => setInviting(true)}>
          <UserPlus aria-hidden /> Invite
        </Button>
      }
    >
      <PageActions actions={actions} />
      <Toolbar state={state} />
      <List state={state} me={me} />
      <InviteDialog
        open={inviting}
        onOpenChange={setInviting}
        granting={granting}
        onMade={pages.refresh}
      />
      <UserSheet
        id={params.get('id')}
        granting={granting}
        onClose={() => change({ id: undefined })}
        onChanged={pages.refresh}
      />
    </SettingsPage>
  )
}

function Toolbar({ state: { params, change } }: { state: UsersState }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchInput
        label="Search by name or address"
        value={params.get('query') ?? ''}
        onChange={(query) => change({ query }, 'replace')}
      />
      <ListFilters title="Filter people" filters={userFilters} params={params} change={change} />
    </div>
  )
}

function List({ state, me }: { state: UsersState; me: number }) {
  const { params, change, pages } = state
  return (
    <div className="min-w-0 rounded-lg border border-line bg-surface" aria-busy={pages.busy}>
      {pages.failure && (
        <p role="alert" className="border-line border-b px-3 py-2 text-bad-fg">
          The list could not be read again: {pages.failure.message}
        </p>
      )}
      {pages.items.length === 0 ? (
        <FilteredOut filters={userFilters} params={params} change={change} noun="user">
          <EmptyState icon={<Users aria-hidden />} title="Nobody has a role in this team">
            Invite somebody, or give a role in it to somebody who is here.
          </EmptyState>
        </FilteredOut>
      ) : (
        <>
          <UsersTable users={pages.items} me={me} onOpen={({ id }) => change({ id: String(id) })} />
          <LoadMore
            shown={pages.items.length}
            total={pages.count}
            hasMore={pages.hasMore}
            busy={pages.busy}
            onMore={pages.more}
          />
        </>
      )}
    </div>
  )
}
