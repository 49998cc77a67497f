'use client'
// Over the page of a host that another machine claims to be, or that claims to be another.
import { Banner } from '@/components/ui/banner'
import { ButtonLink } from '@/components/ui/button'
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { ConflictList, type HostConflict } from '@/lib/wire/host-conflicts'
import { apartSentence, howItCame, titleOf } from '../host-conflicts/conflict-words'

function Words({ conflict, count }: { conflict: HostConflict; count: number }) {
  const { first, after } = howItCame(conflict)
  if (count > 1)
    return (
      <>
        <strong className="font-semibold">{formatNoun(count, 'identity conflict')}.</strong> Other
        machines say that they are this host, the last since <Time at={conflict.since} />.{' '}
        {apartSentence}
      </>
    )
  return (
    <>
      <strong className="font-semibold">{titleOf(conflict)}.</strong> {first}{' '}
      <Time at={conflict.since} />
      {after} {apartSentence} Usually a clone or a restored image.
    </>
  )
}

/** Nothing while no conflict of the host is open. */
export function ConflictBanner({ hostId }: { hostId: number }) {
  const path = `/api/v1/fleet/host_conflicts?state=open&host_id=${hostId}&per_page=1`
  const { value } = usePoll(ConflictList, path, 30)
  const [conflict] = value?.conflicts ?? []
  if (!value || !conflict) return null
  return (
    <Banner
      tone="bad"
      className="mb-4"
      action={
        <ButtonLink size="small" href={`/hosts/conflicts?host_id=${hostId}`}>
          Compare
        </ButtonLink>
      }
    >
      <Words conflict={conflict} count={value.count} />
    </Banner>
  )
}
