'use client'
// Parts of starter packs that the list and an open one share: where it runs, what it costs, adding it.
import { CircleCheck } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { ToneBadge } from '@/components/ui/badge'
import { Button, ButtonLink } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { PlatformIcon, platformFamily } from '@/components/ui/platform-icon'
import { formatNoun } from '@/lib/client/format'
import type { CostClass } from '@/lib/wire/costs'
import type { StarterPack } from '@/lib/wire/pack-starters'
import { platformCounts } from './starter-words'
import type { Adding } from './use-starters'

export function PlatformCounts({ pack }: { pack: StarterPack }) {
  return (
    <ul aria-label="Queries by platform" className="flex flex-wrap gap-x-4 gap-y-1">
      {platformCounts(pack).map(({ platform, count }) => (
        <li key={platform} className="flex items-center gap-1.5 text-fg-muted tabular-nums">
          <PlatformIcon platform={platform} />
          <span className="sr-only">{formatNoun(count, 'query', 'queries')}</span>
          <span aria-hidden>
            {platformFamily(platform).name} {count}
          </span>
        </li>
      ))}
    </ul>
  )
}

const costTones = { minimal: 'ok', considerable: 'warn', excessive: 'bad' } as const

export function CostBadge({ cost }: { cost: CostClass }) {
  return <ToneBadge tone={costTones[cost]}>{cost} cost</ToneBadge>
}

type AddProps = {
  pack: StarterPack
  adding: Adding | undefined
  noAdd: string | undefined
  onAdd: (slug: string, name?: string) => void
}

/** The one button; once added it leads to the pack. */
export function AddStarter({ pack, adding, noAdd, onAdd }: AddProps) {
  const own = adding?.slug === pack.slug ? adding : undefined
  if (pack.added !== null)
    return (
      <span className="flex items-center gap-3">
        <span className="flex items-center gap-1 text-ok-fg">
          <CircleCheck aria-hidden /> Added
        </span>
        <ButtonLink href={`/packs/${pack.added}`} size="small">
          Open<span className="sr-only"> {pack.name}</span>
        </ButtonLink>
      </span>
    )
  return (
    <Button
      size="small"
      variant="primary"
      busy={own?.busy}
      disabledReason={noAdd}
      onClick={() => onAdd(pack.slug)}
    >
      Add<span className="sr-only"> {pack.name}</span>
    </Button>
  )
}

/** Why it was not added; a taken name asks for another one in place. */
export function AddFailure({ pack, adding, onAdd }: Omit<AddProps, 'noAdd'>) {
  const [name, setName] = useState(`${pack.name} 2`)
  if (adding?.slug !== pack.slug || !adding.failure) return null
  const { failure, busy } = adding
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) onAdd(pack.slug, name)
  }
  if (failure.reason('name') === undefined)
    return (
      <p role="alert" className="text-bad-fg">
        {failure.message} Nothing was added.
      </p>
    )
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
      <Field label="Another name" error={failure.message} className="min-w-48 flex-1">
        <Input value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Button type="submit" busy={busy}>
        Add by this name
      </Button>
    </form>
  )
}

/** What is left to do: an added pack reaches nobody yet. */
export function NextStep({ pack }: { pack: StarterPack }) {
  if (pack.added === null) return null
  return (
    <p className="text-fg-muted">
      It came switched off and without targets, so that no host had it. Open it, choose targets,
      then switch it on.
    </p>
  )
}
