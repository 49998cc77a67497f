'use client'
// Rotating a secret: make its successor, watch the hosts come with the new one, revoke the old one. The
// two stand in the URL, so that the watch can be left and found again; the secret itself cannot.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CopyBlock } from '@/components/ui/copy-block'
import { Field } from '@/components/ui/field'
import { SkeletonRows } from '@/components/ui/page-states'
import { Sheet } from '@/components/ui/sheet'
import { Time } from '@/components/ui/time'
import { formatCount } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { type EnrollSecret, EnrollSecretReply } from '@/lib/wire/secrets'
import { SecretFields, type SecretTeam, secretsPath, useSecretForm } from './secret-create'
import { SecretBadge } from './secret-words'

function useSecret(id: number | undefined) {
  const path = id === undefined ? null : `${secretsPath}/${id}`
  return usePoll(EnrollSecretReply, path, 5).value?.enroll_secret
}

function Side({ title, secret }: { title: string; secret: EnrollSecret }) {
  return (
    <div className="flex min-w-0 flex-1 basis-48 flex-col gap-1 rounded-md border border-line p-3">
      <div className="flex items-center justify-between gap-2">
        <span className="text-fg-muted text-meta">{title}</span>
        <SecretBadge state={secret.state} />
      </div>
      <p className="truncate font-medium">{secret.name}</p>
      <p className="text-figure tabular-nums">{formatCount(secret.host_count)}</p>
      <p className="text-fg-subtle text-meta">
        {secret.host_count === 1 ? 'host' : 'hosts'}, last <Time at={secret.last_used_at} />
      </p>
    </div>
  )
}

function successorName({ name }: EnrollSecret): string {
  const [, stem = name, number] = /^(.*?)(?: (\d+))?$/.exec(name) ?? []
  return `${stem} ${number === undefined ? 2 : Number(number) + 1}`
}

type MakeProps = { old: EnrollSecret; teams: readonly SecretTeam[]; onMade: (id: number) => void }

function Make({ old, teams, onMade }: MakeProps) {
  const team = old.team_id === null ? 'none' : String(old.team_id)
  const uses = old.max_uses === null ? '' : String(old.max_uses)
  const [id, setId] = useState<number>()
  const state = useSecretForm({ name: successorName(old), team, uses }, (made) => setId(made.id))
  if (state.made === undefined || id === undefined)
    return (
      <>
        <p className="mb-4 text-fg-muted">
          1 of 3. Make its successor. Both enrol until you revoke the old one.
        </p>
        <SecretFields state={state} teams={teams} goLabel="Make the new secret" />
      </>
    )
  return (
    <div className="flex flex-col gap-4">
      <p className="text-fg-muted">
        2 of 3. Put it where the old one is. You will not see this again.
      </p>
      <CopyBlock secret label="enrol secret" text={state.made.secret} />
      <Button variant="primary" className="self-end" onClick={() => onMade(id)}>
        I have stored it
      </Button>
    </div>
  )
}

type WatchProps = { old: EnrollSecret; fresh: EnrollSecret; onRevoke: () => void }

function Watch({ old, fresh, onRevoke }: WatchProps) {
  const ended = old.state !== 'usable'
  return (
    <div className="flex flex-col gap-4">
      <p className="text-fg-muted">
        3 of 3. New hosts come with the new secret; hosts that are enrolled keep what they came
        with. The counts follow by themselves.
      </p>
      <div className="flex flex-wrap gap-3">
        <Side title="Old" secret={old} />
        <Side title="New" secret={fresh} />
      </div>
      <Field
        label="When nobody asks with the old one any more"
        hint={
          old.refused > 0
            ? `${formatCount(old.refused)} tries came with it after it had ended.`
            : 'Tries with it after that are refused and counted here.'
        }
      >
        <Button
          variant="danger"
          className="self-start"
          disabledReason={ended ? 'It enrols nobody any more' : undefined}
          onClick={onRevoke}
        >
          Revoke {old.name}
        </Button>
      </Field>
    </div>
  )
}

type SecretRotateProps = {
  id: number
  /** Its successor, once there is one. */
  to: number | undefined
  teams: readonly SecretTeam[]
  onMade: (id: number) => void
  onRevoke: (secret: EnrollSecret) => void
  onClose: () => void
}

export function SecretRotate({ id, to, teams, onMade, onRevoke, onClose }: SecretRotateProps) {
  const old = useSecret(id)
  const fresh = useSecret(to)
  return (
    <Sheet open onOpenChange={onClose} title={old ? `Rotate ${old.name}` : 'Rotate'}>
      {old === undefined || (to !== undefined && fresh === undefined) ? (
        <SkeletonRows rows={4} />
      ) : fresh === undefined ? (
        <Make old={old} teams={teams} onMade={onMade} />
      ) : (
        <Watch old={old} fresh={fresh} onRevoke={() => onRevoke(old)} />
      )}
    </Sheet>
  )
}
