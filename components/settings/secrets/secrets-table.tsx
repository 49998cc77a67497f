'use client'
// Enrol secrets as a table; on a phone what cannot stand there is in the sheet of each.
import { Button } from '@/components/ui/button'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { EnrollSecret } from '@/lib/wire/secrets'
import { SecretBadge, SecretEnd, SecretMade, SecretUses } from './secret-words'

const cell = 'px-3 py-2 align-top'
const wide = 'max-md:hidden'

type Acts = {
  onOpen: () => void
  onRotate: () => void
  onRevoke: () => void
}

type RowProps = Acts & {
  secret: EnrollSecret
  noWrite: string | undefined
}

function Name({ secret, onOpen }: Pick<RowProps, 'secret' | 'onOpen'>) {
  const { name, team_name, host_count } = secret
  return (
    <td className={`${cell} ps-4`}>
      <button
        type="button"
        onClick={onOpen}
        className="min-h-6 max-w-64 truncate text-start font-medium text-accent-fg hover:underline"
      >
        {name}
      </button>
      <p className="text-fg-muted text-meta">
        <span className="md:hidden">{formatNoun(host_count, 'host')}, </span>
        {team_name ?? 'No team'}, made <SecretMade secret={secret} />
      </p>
    </td>
  )
}

function Actions({ secret, noWrite, onRotate, onRevoke }: Omit<RowProps, 'onOpen'>) {
  const { name, state } = secret
  return (
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
  )
}

function Row(props: RowProps) {
  const { secret, onOpen } = props
  const { state, host_count, last_used_at, refused } = secret
  return (
    <tr className="border-line border-t">
      <Name secret={secret} onOpen={onOpen} />
      <td className={cell}>
        <SecretBadge state={state} />
        {refused > 0 && (
          <p className="mt-1 text-meta text-warn-fg tabular-nums">
            {formatNoun(refused, 'try', 'tries')} refused
          </p>
        )}
      </td>
      <td className={`${cell} ${wide} text-end tabular-nums`}>{formatCount(host_count)}</td>
      <td className={`${cell} ${wide} text-end`}>
        <SecretUses secret={secret} />
      </td>
      <td className={`${cell} ${wide}`}>
        <Time at={last_used_at} />
      </td>
      <td className={`${cell} ${wide}`}>
        <SecretEnd secret={secret} />
      </td>
      <Actions {...props} />
    </tr>
  )
}

const heads = [
  { label: 'Secret', look: 'ps-4 text-start' },
  { label: 'State', look: 'text-start' },
  { label: 'Hosts', look: `${wide} text-end` },
  { label: 'Enrolments', look: `${wide} text-end` },
  { label: 'Last used', look: `${wide} text-start` },
  { label: 'Ends', look: `${wide} text-start` },
]

function Head() {
  return (
    <thead>
      <tr className="text-fg-muted text-meta">
        {heads.map(({ label, look }) => (
          <th key={label} scope="col" className={`px-3 py-2 font-medium ${look}`}>
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

type SecretsTableProps = {
  secrets: readonly EnrollSecret[]
  /** Why the viewer may not end or replace that one. */
  refusal: (secret: EnrollSecret) => string | undefined
  acts: (secret: EnrollSecret) => Acts
}

export function SecretsTable({ secrets, refusal, acts }: SecretsTableProps) {
  return (
    <div className="pb-2">
      <table className="w-full border-collapse">
        <Head />
        <tbody>
          {secrets.map((secret) => (
            <Row key={secret.id} secret={secret} noWrite={refusal(secret)} {...acts(secret)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}
