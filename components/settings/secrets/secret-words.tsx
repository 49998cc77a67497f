// What an enrol secret is and did, in words.
import { ToneBadge } from '@/components/ui/badge'
import type { Tone } from '@/components/ui/state-words'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { EnrollSecret, SecretState } from '@/lib/wire/secrets'

const states: Record<SecretState, { tone: Tone; word: string }> = {
  usable: { tone: 'ok', word: 'enrols' },
  revoked: { tone: 'offline', word: 'revoked' },
  expired: { tone: 'offline', word: 'expired' },
  used_up: { tone: 'warn', word: 'used up' },
}

export function SecretBadge({ state }: { state: SecretState }) {
  const { tone, word } = states[state]
  return <ToneBadge tone={tone}>{word}</ToneBadge>
}

/** Hosts keep what they came with. */
export function revokeEffect({ host_count }: Pick<EnrollSecret, 'host_count'>): string {
  if (host_count === 0) return 'No host came with it. No host can enrol with it from now on.'
  const hosts = formatNoun(host_count, 'host')
  const stay = host_count === 1 ? 'it stays enrolled' : 'they stay enrolled'
  return `${hosts} came with it; ${stay}. No more can enrol with it from now on.`
}

export function SecretUses({ secret }: { secret: EnrollSecret }) {
  const { uses, max_uses } = secret
  const most = max_uses === null ? '' : ` of ${formatCount(max_uses)}`
  return (
    <span className="tabular-nums">
      {formatCount(uses)}
      {most}
    </span>
  )
}

export function SecretMade({ secret }: { secret: EnrollSecret }) {
  const { created_at, author } = secret
  return (
    <>
      <Time at={created_at} /> by {author ? author.name : 'Muster'}
    </>
  )
}

export function SecretEnd({ secret }: { secret: EnrollSecret }) {
  const { expires_at, revoked_at } = secret
  if (revoked_at !== null)
    return (
      <>
        revoked <Time at={revoked_at} />
      </>
    )
  return expires_at === null ? <>never</> : <Time at={expires_at} />
}
