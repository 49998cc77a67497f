'use client'
// Of a pack at a glance: on or off and its rollout beside the name, which has the room it needs; whom
// it reaches and what those hosts really run at the end of the tabs.
import { ToneBadge } from '@/components/ui/badge'
import { Switch } from '@/components/ui/choice'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Pack } from '@/lib/wire/packs'
import { RevisionsBar } from './revisions-bar'

const shownMost = 2

/** "104 on r8 + 902 on r7 + 34 others": the parts of a sum, the largest revisions first. */
function revisionSum({ hosts_by_revision, total_hosts_count }: Pack): string | undefined {
  if (!hosts_by_revision || hosts_by_revision.length === 0) return undefined
  const known = hosts_by_revision
    .filter(({ revision, hosts }) => revision !== null && hosts > 0)
    .sort((one, other) => (other.revision ?? 0) - (one.revision ?? 0))
  const shown = known.slice(0, shownMost)
  const rest = total_hosts_count - shown.reduce((sum, { hosts }) => sum + hosts, 0)
  const parts = shown.map(({ revision, hosts }) => `${formatCount(hosts)} on r${revision}`)
  if (rest > 0 || parts.length === 0)
    parts.push(
      `${formatCount(rest)} ${known.length > shownMost ? 'older or not yet known' : 'not yet known'}`,
    )
  return parts.join(' + ')
}

const hostWords = (pack: Pack) =>
  pack.disabled ? 'reaches nobody while off' : formatNoun(pack.total_hosts_count, 'host')

/** Whom the pack reaches, as a sum over revisions and its bar; for wide windows. */
export function PackReach({ pack }: { pack: Pack }) {
  const sum = pack.disabled ? undefined : revisionSum(pack)
  const words = hostWords(pack)
  return (
    <div className="flex min-w-0 shrink-[99] items-center gap-3 max-lg:hidden">
      <span
        className="truncate text-fg-muted tabular-nums"
        title={sum ? `${words} = ${sum}` : undefined}
      >
        {words}
        {sum && <span className="max-xl:hidden"> = {sum}</span>}
      </span>
      <RevisionsBar pack={pack} compact />
    </div>
  )
}

function RolloutMark({ pack }: { pack: Pack }) {
  if (pack.rollout?.state === 'paused')
    return <ToneBadge tone="warn">Rollout of r{pack.rollout.to} paused</ToneBadge>
  if (pack.rollout?.state === 'running')
    return <ToneBadge tone="info">r{pack.rollout.to} rolling out</ToneBadge>
  if (pack.released < pack.revision)
    return (
      <ToneBadge tone="waiting">
        r{pack.revision} is a draft, hosts get r{pack.released}
      </ToneBadge>
    )
  return null
}

type PackHeadProps = { pack: Pack; noWrite: string | undefined; onSwitch: () => void }

export function PackHead({ pack, noWrite, onSwitch }: PackHeadProps) {
  return (
    <>
      <Switch
        label={
          <>
            {pack.disabled ? 'Off' : 'On'}
            <span className="sr-only">: the whole pack{noWrite && `. ${noWrite}`}</span>
          </>
        }
        checked={!pack.disabled}
        disabled={noWrite !== undefined}
        onChange={onSwitch}
        className="min-h-6! shrink-0 items-center"
      />
      <span className="truncate text-fg-muted tabular-nums lg:hidden">{hostWords(pack)}</span>
      <RolloutMark pack={pack} />
    </>
  )
}
