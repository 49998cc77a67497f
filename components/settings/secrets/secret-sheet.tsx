'use client'
// One enrol secret: what it allows, and every host that came with it last.
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { EmptyState, ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { PlatformIcon } from '@/components/ui/platform-icon'
import { Sheet } from '@/components/ui/sheet'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { type EnrollSecret, type SecretHost, SecretHostList } from '@/lib/wire/secrets'
import { secretsPath } from './secret-create'
import { SecretBadge, SecretEnd, SecretMade, SecretUses } from './secret-words'

function Facts({ secret }: { secret: EnrollSecret }) {
  const { state, team_name, last_used_at, refused, refused_at } = secret
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
      <dt className="text-fg-muted">State</dt>
      <dd>
        <SecretBadge state={state} />
      </dd>
      <dt className="text-fg-muted">Team</dt>
      <dd>{team_name ?? 'None'}</dd>
      <dt className="text-fg-muted">Made</dt>
      <dd>
        <SecretMade secret={secret} />
      </dd>
      <dt className="text-fg-muted">Ends</dt>
      <dd>
        <SecretEnd secret={secret} />
      </dd>
      <dt className="text-fg-muted">Enrolments</dt>
      <dd>
        <SecretUses secret={secret} />, last <Time at={last_used_at} />
      </dd>
      {refused > 0 && (
        <>
          <dt className="text-fg-muted">Refused since</dt>
          <dd className="text-warn-fg tabular-nums">
            {formatNoun(refused, 'try', 'tries')}, last <Time at={refused_at} />
          </dd>
        </>
      )}
    </dl>
  )
}

function Hosts({ hosts, count }: { hosts: readonly SecretHost[]; count: number }) {
  if (count === 0) return <EmptyState title="No host came with it" className="py-6" />
  return (
    <>
      <ul aria-label="Hosts" className="divide-y divide-line rounded-md border border-line">
        {hosts.map(({ id, display_name, platform, address, enrolled_at }) => (
          <li key={id} className="flex min-h-10 items-center gap-2 px-3 py-1">
            <PlatformIcon platform={platform} />
            <Link href={`/hosts/${id}`} className="min-w-0 flex-1 truncate text-accent-fg">
              {display_name}
            </Link>
            <span className="mono text-fg-muted text-meta">{address}</span>
            <span className="text-fg-muted text-meta">
              <Time at={enrolled_at} />
            </span>
          </li>
        ))}
      </ul>
      {count > hosts.length && (
        <p className="mt-2 text-fg-muted">
          The last {hosts.length} of {formatCount(count)} are listed.
        </p>
      )}
    </>
  )
}

type SecretSheetProps = {
  secret: EnrollSecret
  noWrite: string | undefined
  onRotate: () => void
  onRevoke: () => void
  onClose: () => void
}

export function SecretSheet({ secret, noWrite, onRotate, onRevoke, onClose }: SecretSheetProps) {
  const path = `${secretsPath}/${secret.id}/hosts?per_page=200`
  const { value, failure, refresh } = usePoll(SecretHostList, path, 10)
  const ended = secret.state === 'revoked' ? 'It is revoked already' : undefined
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={secret.name}
      footer={
        <>
          <Button disabledReason={noWrite} onClick={onRotate}>
            Rotate
          </Button>
          <Button variant="danger" disabledReason={noWrite ?? ended} onClick={onRevoke}>
            Revoke
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-6">
        <Facts secret={secret} />
        <section className="flex flex-col gap-2">
          <h3 className="font-semibold">{formatNoun(value?.count ?? secret.host_count, 'host')}</h3>
          {value ? (
            <Hosts hosts={value.hosts} count={value.count} />
          ) : failure ? (
            <ErrorState title={failure.message} requestId={failure.uuid} onRetry={refresh} />
          ) : (
            <SkeletonRows rows={4} />
          )}
        </section>
      </div>
    </Sheet>
  )
}
