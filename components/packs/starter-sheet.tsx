'use client'
// The starter packs in a sheet: `starter=1` lists them, `starter=<slug>` shows one with all its SQL.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/page-states'
import { Sheet } from '@/components/ui/sheet'
import { useUrlParams } from '@/lib/client/use-url-params'
import type { StarterPack } from '@/lib/wire/pack-starters'
import { AddFailure, AddStarter, NextStep, PlatformCounts } from './starter-parts'
import { StarterQueries } from './starter-queries'
import { costSum } from './starter-words'
import { useStarters } from './use-starters'

type Own = {
  starters: ReturnType<typeof useStarters>
  /** Why the viewer may not add packs, if they may not. */
  noAdd: string | undefined
}

type CardProps = Own & { pack: StarterPack; focused: boolean; onOpen: () => void }

function StarterCard({ pack, starters: { adding, add }, noAdd, focused, onOpen }: CardProps) {
  return (
    <li className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-4">
      <h3 className="font-semibold">{pack.name}</h3>
      <p className="text-fg-muted">{pack.description}</p>
      <PlatformCounts pack={pack} />
      <p className="text-fg-muted tabular-nums">{costSum(pack.queries)} cost</p>
      <AddFailure pack={pack} adding={adding} onAdd={add} />
      <div className="mt-auto flex flex-wrap items-center justify-between gap-2 pt-2">
        <Button size="small" autoFocus={focused} onClick={onOpen}>
          See queries<span className="sr-only"> of {pack.name}</span>
        </Button>
        <AddStarter pack={pack} adding={adding} noAdd={noAdd} onAdd={add} />
      </div>
    </li>
  )
}

type BodyProps = Own & { open: StarterPack | undefined; onOpen: (slug: string) => void }

function Body({ starters, noAdd, open, onOpen }: BodyProps) {
  const { value, failure, refresh } = starters.list
  const [last, setLast] = useState<string>()
  if (!value && failure)
    return (
      <ErrorState
        title="The starter packs could not be read"
        requestId={failure.uuid}
        onRetry={refresh}
      >
        {failure.message}
      </ErrorState>
    )
  if (!value) return <p className="text-fg-muted">Reading the starter packs</p>
  if (open) return <StarterQueries pack={open} onBack={() => onOpen('1')} />
  const total = value.packs.reduce((sum, { queries }) => sum + queries.length, 0)
  return (
    <>
      <p className="mb-4 max-w-[68ch] text-fg-muted">
        {value.packs.length} packs with {total} queries, written for Muster. One that you add is
        yours to change. It comes switched off: open it, choose targets, then switch it on.
      </p>
      <ul className="grid gap-4 md:grid-cols-2">
        {value.packs.map((pack) => (
          <StarterCard
            key={pack.slug}
            pack={pack}
            starters={starters}
            noAdd={noAdd}
            focused={pack.slug === last}
            onOpen={() => {
              setLast(pack.slug)
              onOpen(pack.slug)
            }}
          />
        ))}
      </ul>
    </>
  )
}

function Footer({ starters: { adding, add }, noAdd, pack }: Own & { pack: StarterPack }) {
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-2">
      <AddFailure pack={pack} adding={adding} onAdd={add} />
      <div className="flex flex-wrap items-center justify-end gap-3">
        <div className="min-w-0 flex-1">
          <NextStep pack={pack} />
        </div>
        <AddStarter pack={pack} adding={adding} noAdd={noAdd} onAdd={add} />
      </div>
    </div>
  )
}

type DoorProps = { noAdd: string | undefined; onSaved: () => void }

/** The sheet, opened and closed by the address. */
export function StarterSheet({ noAdd, onSaved }: DoorProps) {
  const [params, change] = useUrlParams()
  const which = params.get('starter')
  const starters = useStarters(which !== null, onSaved)
  const open = starters.list.value?.packs.find(({ slug }) => slug === which)
  return (
    <Sheet
      open={which !== null}
      onOpenChange={(next) => next || change({ starter: undefined })}
      title="Starter packs"
      className="w-[min(960px,100vw)]"
      footer={open && <Footer starters={starters} noAdd={noAdd} pack={open} />}
    >
      <Body
        starters={starters}
        noAdd={noAdd}
        open={open}
        onOpen={(slug) => change({ starter: slug })}
      />
    </Sheet>
  )
}
