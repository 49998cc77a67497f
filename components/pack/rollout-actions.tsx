'use client'
// The steps of a rollout, each with the hosts it touches before it can be pressed.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { type Rollout, RolloutReply } from '@/lib/wire/rollouts'

type Step = {
  path: string
  method: 'POST' | 'PATCH'
  body: object
  title: string
  effect: string
  go: string
  keep: string
  done: string
  hosts: number
  danger?: boolean
}

const reached = ({ hosts }: Rollout) => hosts.from + hosts.to + hosts.other
const before = ({ from }: Rollout) => (from === 0 ? 'nothing' : `revision ${from}`)

/** The shares offered above the present one. */
function nextShares({ share }: Rollout): number[] {
  return share === null ? [] : [25, 50, 75].filter((next) => next > share)
}

function widenStep(rollout: Rollout, share: number): Step {
  const about = Math.round((reached(rollout) * share) / 100)
  return {
    path: `/api/v1/fleet/rollouts/${rollout.id}`,
    method: 'PATCH',
    body: { share },
    title: `Widen revision ${rollout.to} to ${share} % of the hosts?`,
    effect: `About ${formatNoun(about, 'host')} of ${formatNoun(reached(rollout), 'host')} get it at their next refresh. The ${formatNoun(rollout.cohort, 'host')} that are to have it now keep it. The gates go on being judged.`,
    go: `Widen to ${share} %`,
    keep: `Stay at ${rollout.share} %`,
    done: `Revision ${rollout.to} goes to ${share} % of the hosts`,
    hosts: about,
  }
}

function promoteStep(rollout: Rollout): Step {
  const all = formatNoun(reached(rollout), 'host')
  return {
    path: `/api/v1/fleet/rollouts/${rollout.id}/promote`,
    method: 'POST',
    body: {},
    title: `Promote revision ${rollout.to} to ${all}?`,
    effect: `Every host of the pack gets it at its next refresh, those offline when they return. The gates stop being judged. To take it back afterwards, restore ${before(rollout)} or start a rollout of it.`,
    go: `Promote to ${all}`,
    keep: 'Not yet',
    done: `Revision ${rollout.to} is released to every host`,
    hosts: reached(rollout),
  }
}

function backStep(rollout: Rollout): Step {
  const hosts = formatNoun(rollout.cohort, 'host')
  return {
    path: `/api/v1/fleet/rollouts/${rollout.id}/roll_back`,
    method: 'POST',
    body: {},
    title: `Roll back revision ${rollout.to} on ${hosts}?`,
    effect: `They get ${before(rollout)} again at their next refresh, those offline when they return. Revision ${rollout.to} stays in the list of revisions. Stored results stay.`,
    go: `Roll back ${hosts}`,
    keep: `Keep revision ${rollout.to}`,
    done: `${hosts} go back to ${before(rollout)}`,
    hosts: rollout.cohort,
    danger: true,
  }
}

function pauseStep(rollout: Rollout): Step {
  return {
    path: `/api/v1/fleet/rollouts/${rollout.id}/pause`,
    method: 'POST',
    body: {},
    title: `Pause the rollout of revision ${rollout.to}?`,
    effect: `The ${formatNoun(rollout.cohort, 'host')} that are to have it keep it; nobody else gets it. The gates are not judged meanwhile.`,
    go: 'Pause',
    keep: 'Let it go on',
    done: 'The rollout is paused',
    hosts: 0,
  }
}

function resumeStep(rollout: Rollout): Step {
  const tripped = rollout.gates.filter(({ verdict }) => verdict === 'failed').length
  return {
    path: `/api/v1/fleet/rollouts/${rollout.id}/resume`,
    method: 'POST',
    body: {},
    title: `Continue the rollout of revision ${rollout.to}?`,
    effect:
      tripped > 0
        ? `What tripped is let pass at what it is now, and pauses the rollout again beyond that. ${formatNoun(rollout.cohort, 'host')} keep the revision.`
        : `The gates are judged again every minute. ${formatNoun(rollout.cohort, 'host')} keep the revision.`,
    go: tripped > 0 ? 'Continue anyway' : 'Continue',
    keep: 'Stay paused',
    done: 'The rollout goes on',
    hosts: 0,
  }
}

function useStep(onDone: (rollout: Rollout) => void) {
  const [step, setStep] = useState<Step>()
  const { busy, error, run, clear } = useCall()
  const ask = (next: Step | undefined) => {
    clear()
    setStep(next)
  }
  const take = () =>
    run(async () => {
      if (!step) return
      const { method, body } = step
      const { rollout } = await api(RolloutReply, step.path, { method, body })
      announce(step.done)
      toast.done(step.done)
      setStep(undefined)
      onDone(rollout)
    })
  return { step, ask, run: take, busy, error }
}

type RolloutActionsProps = {
  rollout: Rollout
  noWrite: string | undefined
  onDone: (rollout: Rollout) => void
}

export function RolloutActions({ rollout, noWrite, onDone }: RolloutActionsProps) {
  const { step, ask, run, busy, error } = useStep(onDone)
  const paused = rollout.state === 'paused'
  return (
    <div className="flex flex-wrap gap-2 max-sm:grid max-sm:grid-cols-2">
      <Button
        onClick={() => ask(paused ? resumeStep(rollout) : pauseStep(rollout))}
        disabledReason={noWrite}
      >
        {paused ? resumeStep(rollout).go : 'Pause'}
      </Button>
      {nextShares(rollout).map((share) => (
        <Button key={share} onClick={() => ask(widenStep(rollout, share))} disabledReason={noWrite}>
          Widen to {share} %
        </Button>
      ))}
      <Button variant="primary" onClick={() => ask(promoteStep(rollout))} disabledReason={noWrite}>
        {promoteStep(rollout).go}
      </Button>
      <Button variant="danger" onClick={() => ask(backStep(rollout))} disabledReason={noWrite}>
        {backStep(rollout).go}
      </Button>
      <ConfirmDialog
        open={step !== undefined}
        onOpenChange={(open) => !open && ask(undefined)}
        title={step?.title ?? ''}
        keepLabel={step?.keep ?? 'Keep'}
        goLabel={step?.go ?? 'Go'}
        onConfirm={run}
        busy={busy}
        error={error}
        danger={step?.danger ?? false}
        hosts={step?.hosts ?? 0}
      >
        <p>{step?.effect}</p>
      </ConfirmDialog>
    </div>
  )
}
