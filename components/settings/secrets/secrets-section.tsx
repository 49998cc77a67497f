'use client'
// Settings, Enrol secrets: what agents come in with, who came with which, and the way from one to the
// next. An ended secret stays in the list for as long as its team does.
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { SettingsPage } from '@/components/settings/settings-page'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/page-states'
import { formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { useUrlParams } from '@/lib/client/use-url-params'
import { type EnrollSecret, EnrollSecretList } from '@/lib/wire/secrets'
import { SecretCreate, type SecretTeam, secretsPath } from './secret-create'
import { SecretRevoke } from './secret-revoke'
import { SecretRotate } from './secret-rotate'
import { SecretSheet } from './secret-sheet'
import { SecretsTable } from './secrets-table'

type SecretsSectionProps = {
  secrets: readonly EnrollSecret[]
  /** Where the viewer may make one; none, and `noSecret` says why. */
  teams: readonly SecretTeam[]
  noSecret: string | undefined
}

const idOf = (text: string | null) => (text && /^\d{1,9}$/.test(text) ? Number(text) : undefined)

/** The list as it is now; counts follow while the page is open. */
function useSecrets(first: readonly EnrollSecret[]) {
  const [params, change] = useUrlParams()
  const team = params.get('team_id')
  const { value, refresh } = usePoll(
    EnrollSecretList,
    team ? `${secretsPath}?team_id=${team}` : secretsPath,
    10,
  )
  const secrets = value?.enroll_secrets ?? first
  const open = {
    id: idOf(params.get('id')),
    rotate: idOf(params.get('rotate')),
    to: idOf(params.get('to')),
  }
  return { secrets, refresh, open, change, team: idOf(team) }
}

/** Why the viewer may not end or replace that one. */
function refusalFor(teams: readonly SecretTeam[]) {
  return ({ team_id }: EnrollSecret) =>
    teams.some(({ id }) => id === team_id) ? undefined : 'Needs the maintainer role over its team'
}

type OpenedProps = SecretsSectionProps & {
  state: ReturnType<typeof useSecrets>
  onRevoke: (secret: EnrollSecret) => void
}

/** The sheet that the URL names: one secret, or its rotation. */
function Opened({ state, teams, onRevoke }: OpenedProps) {
  const { secrets, open, change, refresh } = state
  const close = () => change({ id: undefined, rotate: undefined, to: undefined })
  if (open.rotate !== undefined)
    return (
      <SecretRotate
        id={open.rotate}
        to={open.to}
        teams={teams}
        onMade={(to) => {
          refresh()
          change({ to: String(to) })
        }}
        onRevoke={onRevoke}
        onClose={close}
      />
    )
  const secret = secrets.find(({ id }) => id === open.id)
  if (!secret) return null
  return (
    <SecretSheet
      secret={secret}
      noWrite={refusalFor(teams)(secret)}
      onRotate={() => change({ id: undefined, rotate: String(secret.id) })}
      onRevoke={() => onRevoke(secret)}
      onClose={close}
    />
  )
}

type Asked = ReturnType<typeof useSecrets>

function List({ state, teams, onRevoke }: Pick<OpenedProps, 'state' | 'teams' | 'onRevoke'>) {
  const { secrets, change } = state
  const usable = secrets.filter((secret) => secret.state === 'usable').length
  const title = formatNoun(secrets.length, 'enrol secret')
  return (
    <Card flush title={title} note={`${usable} of them enrol`}>
      {secrets.length === 0 ? (
        <EmptyState title="No enrol secret">
          An agent enrols with one. Without any, no host can come in.
        </EmptyState>
      ) : (
        <SecretsTable
          secrets={secrets}
          refusal={refusalFor(teams)}
          acts={(secret) => ({
            onOpen: () => change({ id: String(secret.id) }),
            onRotate: () => change({ rotate: String(secret.id) }),
            onRevoke: () => onRevoke(secret),
          })}
        />
      )}
    </Card>
  )
}

function Create({
  state,
  teams,
  onClose,
}: {
  state: Asked
  teams: readonly SecretTeam[]
  onClose: () => void
}) {
  return <SecretCreate teams={teams} first={state.team} onMade={state.refresh} onClose={onClose} />
}

export function SecretsSection(props: SecretsSectionProps) {
  const { teams, noSecret } = props
  const state = useSecrets(props.secrets)
  const [creating, setCreating] = useState(false)
  const [ending, setEnding] = useState<EnrollSecret>()
  const ended = () => {
    setEnding(undefined)
    state.refresh()
  }
  return (
    <SettingsPage
      slug="secrets"
      title="Enrol secrets"
      wide
      actions={
        <Button disabledReason={noSecret} onClick={() => setCreating(true)}>
          <Plus aria-hidden /> New enrol secret
        </Button>
      }
    >
      <List state={state} teams={teams} onRevoke={setEnding} />
      <Opened {...props} state={state} onRevoke={setEnding} />
      {creating && <Create state={state} teams={teams} onClose={() => setCreating(false)} />}
      {ending && (
        <SecretRevoke secret={ending} onClose={() => setEnding(undefined)} onRevoked={ended} />
      )}
    </SettingsPage>
  )
}
