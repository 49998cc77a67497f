'use client'
// A new destination: what it is, what it gets, and a test event that it has to take before it is
// switched on. Without one it can only be kept switched off.
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import type { Destination } from '@/lib/wire/destinations'
import { ConnectionFields, KindChoice, NameField } from './connection-fields'
import { Refusal, reasonOf } from './destination-refusal'
import { lacksOfFilter, type PackName, RoutingFields, WhenFullChoice } from './routing-fields'
import { TrialResult } from './trial-result'
import { type DestinationDraftState, useDestinationDraft } from './use-destination-draft'

type PartProps = { title: string; children: ReactNode }

function Part({ title, children }: PartProps) {
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-semibold text-body">{title}</h2>
      {children}
    </section>
  )
}

export const footLook =
  'sticky -bottom-4 z-sticky -mx-4 -mb-4 flex flex-wrap justify-end gap-2 border-line border-t bg-raised px-4 py-3'

function Foot({ state, lacks }: { state: DestinationDraftState; lacks: string | undefined }) {
  const { test, testing, result, save, busy } = state
  const tested = result?.ok === true
  return (
    <div className={footLook}>
      <Button
        disabledReason={lacks}
        busy={busy}
        onClick={() => void save(false)}
        className="max-sm:flex-1"
      >
        Keep it switched off
      </Button>
      <Button
        variant={tested ? 'secondary' : 'primary'}
        disabledReason={lacks}
        busy={testing}
        onClick={() => void test()}
        className="max-sm:flex-1"
      >
        Send a test event
      </Button>
      <Button
        variant={tested ? 'primary' : 'secondary'}
        disabledReason={lacks ?? (tested ? undefined : 'It has to take a test event first')}
        busy={busy}
        onClick={() => void save(true)}
        className="max-sm:flex-1"
      >
        Switch it on
      </Button>
    </div>
  )
}

type DestinationNewProps = {
  packs: readonly PackName[]
  onSaved: (destination: Destination) => void
}

export function DestinationNew({ packs, onSaved }: DestinationNewProps) {
  const state = useDestinationDraft(undefined, onSaved)
  const { draft, change, result } = state
  return (
    <div className="flex flex-col gap-6">
      <Part title="What it is">
        <KindChoice state={state} />
        <NameField state={state} />
        <ConnectionFields state={state} />
      </Part>
      <Part title="What it gets">
        <RoutingFields
          filter={draft.filter}
          packs={packs}
          onChange={(filter) => change({ filter })}
          error={reasonOf(state, 'filter.packs')}
        />
      </Part>
      <Part title="When it falls behind retention">
        <WhenFullChoice value={draft.when_full} onChange={(when_full) => change({ when_full })} />
      </Part>
      <div aria-live="polite" className="flex flex-col gap-2 empty:hidden">
        {result && <TrialResult result={result} />}
        <Refusal state={state} />
      </div>
      <Foot state={state} lacks={state.lacks ?? lacksOfFilter(draft.filter)} />
    </div>
  )
}
