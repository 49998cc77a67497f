'use client'
// Settings, API tokens: what scripts sign in with, what it lets them do, and when they last did.
import { KeyRound, Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useMemo, useState } from 'react'
import { SettingsPage } from '@/components/settings/settings-page'
import { PageActions } from '@/components/shell/page-actions'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/page-states'
import type { Token } from '@/lib/wire/tokens'
import { TokenDialog, type TokenGrants } from './token-dialog'
import { TokensList } from './tokens-list'

type TokensSectionProps = {
  tokens: readonly Token[]
  grants: TokenGrants
  /** The reader. */
  me: number
  /** Everybody's are shown, not the reader's alone. */
  all: boolean
}

export function TokensSection({ tokens, grants, me, all }: TokensSectionProps) {
  const { refresh } = useRouter()
  const [making, setMaking] = useState(false)
  const actions = useMemo(
    () => [{ id: 'new', label: 'New API token', keys: 'n', run: () => setMaking(true) }],
    [],
  )
  const teamNames = new Map(grants.teams.map(({ id, name }) => [id, name]))
  return (
    <SettingsPage
      slug="tokens"
      title="API tokens"
      actions={
        <Button variant="primary" aria-keyshortcuts="n" onClick={() => setMaking(true)}>
          <Plus aria-hidden /> New API token
        </Button>
      }
    >
      <PageActions actions={actions} />
      <Card title={all ? 'Everybody’s tokens' : 'Your tokens'} note={`${tokens.length}`} flush>
        {tokens.length === 0 ? (
          <EmptyState icon={<KeyRound aria-hidden />} title="No API token" className="py-8">
            A script signs in with one. It can do what its owner can, cut to its scopes, and ends
            with its owner.
          </EmptyState>
        ) : (
          <TokensList tokens={tokens} teamNames={teamNames} me={me} onRevoked={refresh} />
        )}
      </Card>
      <TokenDialog open={making} onOpenChange={setMaking} onMade={refresh} {...grants} />
    </SettingsPage>
  )
}
