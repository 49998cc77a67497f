'use client'
// The settings and the routing of a destination that is there: two tabs of one draft, saved together.
import { Button } from '@/components/ui/button'
import { ConnectionFields, NameField } from './connection-fields'
import { footLook } from './destination-new'
import { Refusal, reasonOf } from './destination-refusal'
import { lacksOfFilter, type PackName, RoutingFields, WhenFullChoice } from './routing-fields'
import { TrialResult } from './trial-result'
import type { DestinationDraftState } from './use-destination-draft'

type EditProps = { state: DestinationDraftState }

function Foot({ state, withTest = false }: EditProps & { withTest?: boolean }) {
  const { draft, isChanged, discard, lacks, test, testing, save, busy } = state
  return (
    <div className={footLook}>
      {isChanged && <Button onClick={discard}>Discard</Button>}
      {withTest && (
        <Button disabledReason={lacks} busy={testing} onClick={() => void test()}>
          Test these settings
        </Button>
      )}
      <Button
        variant="primary"
        busy={busy}
        disabledReason={isChanged ? (lacks ?? lacksOfFilter(draft.filter)) : 'Nothing is changed'}
        onClick={() => void save(true)}
      >
        Save
      </Button>
    </div>
  )
}

export function DestinationSettings({ state }: EditProps) {
  const { draft, change, result } = state
  return (
    <div className="flex flex-col gap-4">
      <NameField state={state} />
      <ConnectionFields state={state} />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-medium">When it falls behind retention</legend>
        <WhenFullChoice value={draft.when_full} onChange={(when_full) => change({ when_full })} />
      </fieldset>
      <div aria-live="polite" className="flex flex-col gap-2 empty:hidden">
        {result && <TrialResult result={result} />}
        <Refusal state={state} />
      </div>
      <Foot state={state} withTest />
    </div>
  )
}

export function DestinationRouting({ state, packs }: EditProps & { packs: readonly PackName[] }) {
  const { draft, change } = state
  return (
    <div className="flex flex-col gap-4">
      <RoutingFields
        filter={draft.filter}
        packs={packs}
        onChange={(filter) => change({ filter })}
        error={reasonOf(state, 'filter.packs')}
      />
      <p className="text-fg-muted">
        A change counts from the next line on; what has gone out is not taken back.
      </p>
      <Refusal state={state} />
      <Foot state={state} />
    </div>
  )
}
