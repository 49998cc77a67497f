'use client'
// Settings, Enrol secrets: what agents come in with, who came with which, and the way from one to the
// next. An ended secret stays in the list for as long as its team does.
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { SettingsPage } from '@/components/settings/settings-page'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/page-states'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { formatCount, formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { usePoll } from '@/lib/client/use-poll'
import { useUrlParams } from '@/lib/client/use-url-params'
import { Unread } from '@/lib/wire/frame'
import { type EnrollSecret, EnrollSecretList } from '@/lib/wire/secrets'
import { SecretCreate, type SecretTeam, secretsPath } from './secret-create'
import { SecretRotate } from './secret-rotate'
import { SecretSheet } from './secret-sheet'
import { revokeEffect, SecretBadge, SecretEnd, SecretMade, SecretUses } from './secret-words'

type SecretsSectionProps = {
  secrets: readonly EnrollSecret[]
  /** Where the viewer may make one; none, and `noSecret` says why. */
  teams: readonly SecretTeam[]
  noSecret: string | undefined
}

type RowProps = {
  secret: EnrollSecret
  noWrite: string | undefined
  onOpen: () => void
  onRotate: () => void
  onRevoke: () => void
}

const cell = 'px-3 py-2 text-start align-top'
const wide = 'max-md:hidden'

function Row({ secret, noWrite, onOpen, onRotate, onRevoke }: RowProps) {
  const { name, state, team_name, host_count, last_used_at, refused } = secret
  return (
    <tr className="border-line border-t">
      <td className={`${cell} ps-4`}>
        <button
          type="button"
          onClick={onOpen}
          className="min-h-6 max-w-64 truncate text-start font-medium text-accent-fg hover:underline"
        >
          {name}
        </button>
        <p className="text-fg-muted text-meta">
          {team_name ?? 'No team'}, made <SecretMade secret={secret} />
        </p>
      </td>
      <td className={cell}>
        <SecretBadge state={state} />
        {refused > 0 && (
          <p className="mt-1 text-meta text-warn-fg tabular-nums">
            {formatNoun(refused, 'try', 'tries')} refused
          </p>
        )}
      </td>
      <td className={`${cell} text-end tabular-nums`}>{formatCount(host_count)}</td>
      <td className={`${cell} ${wide} text-end`}>
        <SecretUses secret={secret} />
      </td>
      <td className={`${cell} ${wide}`}>
        <Time at={last_used_at} />
      </td>
      <td className={`${cell} ${wide}`}>
        <SecretEnd secret={secret} />
      </td>
      <td className={`${cell} ${wide} whitespace-nowrap pe-4 text-end`}>
        <Button
          size="small"
          variant="ghost"
          aria-label={`Rotate ${name}`}
          disabledReason={noWrite}
          onClick={onRotate}
        >
          Rotate
        </Button>
        {state !== 'revoked' && (
          <Button
            size="small"
            variant="ghost"
            aria-label={`Revoke ${name}`}
            disabledReason={noWrite}
            onClick={onRevoke}
          >
            Revoke
          </Button>
        )}
      </td>
    </tr>
  )
}

const heads = [
  { label: 'Secret', look: 'ps-4' },
  { label: 'State', look: '' },
  { label: 'Hosts', look: 'text-end' },
  { label: 'Enrolments', look: `${wide} text-end` },
  { label: 'Last used', look: wide },
  { label: 'Ends', look: wide },
]

function Head() {
  return (
    <thead>
      <tr className="text-fg-muted text-meta">
        {heads.map(({ label, look }) => (
          <th key={label} scope="col" className={`px-3 py-2 text-start font-medium ${look}`}>
            {label}
          </th>
        ))}
        <th scope="col" className={wide}>
          <span className="sr-only">Actions</span>
        </th>
      </tr>
    </thead>
  )
}

type RevokeProps = { secret: EnrollSecret; onClose: () => void; onRevoked: () => void }

function Revoke({ secret, onClose, onRevoked }: RevokeProps) {
  const { busy, error, run } = useCall()
  const go = () =>
    run(async () => {
      await api(Unread, `${secretsPath}/${secret.id}`, { method: 'DELETE', body: {} })
      toast.done(`${secret.name} enrols nobody any more`)
      onRevoked()
    })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Revoke 1 enrol secret, ${secret.name}?`}
      keepLabel="Keep the enrol secret"
      goLabel="Revoke 1 enrol secret"
      danger
      onConfirm={go}
      busy={busy}
      error={error}
    >
      <p>{revokeEffect(secret)}</p>
      {secret.last_used_at && (
        <p>
          It was last used <Time at={secret.last_used_at} />.
        </p>
      )}
    </ConfirmDialog>
  )
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

type TableProps = Pick<OpenedProps, 'state' | 'teams' | 'onRevoke'>

function Table({ state, teams, onRevoke }: TableProps) {
  const { secrets, change } = state
  const refusal = refusalFor(teams)
  return (
    <div className="overflow-x-auto pb-2">
      <table className="w-full border-collapse">
        <Head />
        <tbody>
          {secrets.map((secret) => (
            <Row
              key={secret.id}
              secret={secret}
              noWrite={refusal(secret)}
              onOpen={() => change({ id: String(secret.id) })}
              onRotate={() => change({ rotate: String(secret.id) })}
              onRevoke={() => onRevoke(secret)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function SecretsSection(props: SecretsSectionProps) {
  const { teams, noSecret } = props
  const state = useSecrets(props.secrets)
  const { secrets, refresh, team } = state
  const [creating, setCreating] = useState(false)
  const [ending, setEnding] = useState<EnrollSecret>()
  const usable = secrets.filter((secret) => secret.state === 'usable').length
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
      <Card
        flush
        title={formatNoun(secrets.length, 'enrol secret')}
        note={`${usable} of them enrol`}
      >
        {secrets.length === 0 ? (
          <EmptyState title="No enrol secret">
            An agent enrols with one. Without any, no host can come in.
          </EmptyState>
        ) : (
          <Table state={state} teams={teams} onRevoke={setEnding} />
        )}
      </Card>
      <Opened {...props} state={state} onRevoke={setEnding} />
      {creating && (
        <SecretCreate
          teams={teams}
          first={team}
          onMade={refresh}
          onClose={() => setCreating(false)}
        />
      )}
      {ending && (
        <Revoke
          secret={ending}
          onClose={() => setEnding(undefined)}
          onRevoked={() => {
            setEnding(undefined)
            refresh()
          }}
        />
      )}
    </SettingsPage>
  )
}
