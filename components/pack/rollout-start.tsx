'use client'
// Starts a rollout: which revision, for whom first, and what may pause it, beside what it would do to
// them. The button says how many hosts are reached first; nothing happens before it is pressed.
import { type FormEvent, useMemo, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { RadioGroup } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { usePoll } from '@/lib/client/use-poll'
import { useSettled } from '@/lib/client/use-settled'
import { LabelList } from '@/lib/wire/labels'
import type { Pack } from '@/lib/wire/packs'
import { type Rollout, type RolloutInput, RolloutReply } from '@/lib/wire/rollouts'
import { defaultTypedGates, GateFields, readTypedGates } from './rollout-gates'
import { SaveEffects } from './save-effects'
import { askPreview } from './use-draft-preview'

const shares = [1, 5, 10, 25, 50]
const revisionsOffered = 50
const settleMs = 300

type Cohort = 'share' | 'label'

function revisionOptions({ revision }: Pack) {
  return Array.from({ length: Math.min(revision, revisionsOffered) }, (_, index) => ({
    value: String(revision - index),
    label: `Revision ${revision - index}`,
    ...(index === 0 ? { detail: 'the newest' } : {}),
  }))
}

/** Labels with their hosts, read when the cohort is to be a label. */
function useLabels(wanted: boolean) {
  const path = wanted ? '/api/v1/fleet/labels?per_page=500&order_key=name' : null
  return usePoll(LabelList, path, 60).value?.labels ?? []
}

function useStart(pack: Pack, onStarted: (rollout: Rollout) => void) {
  const { busy, failure, run } = useCall()
  const start = (body: RolloutInput) =>
    run(async () => {
      const path = `/api/v1/fleet/packs/${pack.id}/rollouts`
      const { rollout } = await api(RolloutReply, path, { method: 'POST', body })
      const done = `Revision ${rollout.to} is on its way to ${formatNoun(rollout.cohort, 'host')}`
      announce(done)
      toast.done(done)
      onStarted(rollout)
    })
  return { busy, failure, start }
}

type CohortFieldProps = {
  cohort: Cohort
  share: string
  label: string | undefined
  labels: ReturnType<typeof useLabels>
  onShare: (share: string) => void
  onLabel: (label: string) => void
}

function CohortField({ cohort, share, label, labels, onShare, onLabel }: CohortFieldProps) {
  if (cohort === 'label')
    return (
      <Field label="Label" hint="Its members get the revision, also those who join later">
        <Select
          options={labels.map(({ id, name, count }) => ({
            value: String(id),
            label: name,
            detail: formatNoun(count, 'host'),
          }))}
          value={label ?? ''}
          onChange={onLabel}
        />
      </Field>
    )
  return (
    <Field
      label="Share of the hosts, %"
      hint={`Always the same hosts first, by osquery's own bucket`}
    >
      <span className="flex flex-wrap items-center gap-2">
        <Input
          inputMode="numeric"
          value={share}
          onChange={(event) => onShare(event.target.value)}
          className="w-20"
        />
        {shares.map((one) => (
          <Button key={one} size="small" onClick={() => onShare(String(one))}>
            {one} %
          </Button>
        ))}
      </span>
    </Field>
  )
}

type RolloutStartProps = {
  pack: Pack
  noWrite: string | undefined
  onStarted: (rollout: Rollout) => void
}

/** What is chosen so far, and what is still in the way of starting. */
function useChoice(pack: Pack) {
  const [revision, setRevision] = useState(String(pack.revision))
  const [cohort, setCohort] = useState<Cohort>('share')
  const [share, setShare] = useState('10')
  const [typed, setTyped] = useState(defaultTypedGates)
  const [label, setLabel] = useState<string>()
  const labels = useLabels(cohort === 'label')
  const { gates, wrong } = readTypedGates(typed)
  const percent = Number(share)
  const isShare = Number.isInteger(percent) && percent >= 1 && percent <= 99
  const chosen = labels.find(({ id }) => String(id) === label)
  const lacks =
    cohort === 'share' && !isShare
      ? 'The share is a whole number from 1 to 99'
      : cohort === 'label' && !chosen
        ? 'Choose a label'
        : wrong.length > 0
          ? 'A limit is not a number'
          : undefined
  const input: RolloutInput = {
    revision: Number(revision),
    gates,
    ...(cohort === 'share' ? { share: percent } : { label_id: Number(label) }),
  }
  const fields = { revision, setRevision, cohort, setCohort, share, setShare, typed, setTyped }
  return { ...fields, label, setLabel, labels, lacks, input }
}

type Choice = ReturnType<typeof useChoice>

const cohorts: { value: Cohort; label: string }[] = [
  { value: 'share', label: 'A share of the hosts' },
  { value: 'label', label: 'The members of a label' },
]

type ChoiceFieldsProps = {
  pack: Pack
  choice: Choice
  /** What the server says of the revision. */
  fault: string | undefined
}

function ChoiceFields({ pack, choice, fault }: ChoiceFieldsProps) {
  return (
    <>
      <Field label="Revision" error={fault}>
        <Select
          options={revisionOptions(pack)}
          value={choice.revision}
          onChange={choice.setRevision}
          className="w-60"
        />
      </Field>
      <RadioGroup
        label="Who gets it first"
        value={choice.cohort}
        onChange={choice.setCohort}
        options={cohorts}
      />
      <CohortField {...choice} onShare={choice.setShare} onLabel={choice.setLabel} />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-medium">Pause by itself beyond these limits</legend>
        <GateFields value={choice.typed} onChange={choice.setTyped} />
      </fieldset>
    </>
  )
}

/** What the rollout would do to its cohort, beside the pack as hosts have it. */
function usePreviews(pack: Pack, { revision, cohort, share, label, lacks }: Choice) {
  const asked = useMemo(() => {
    if (lacks) return undefined
    const whom = cohort === 'share' ? { share: Number(share) } : { label_id: Number(label) }
    return { revision: Number(revision), ...whom }
  }, [revision, cohort, share, label, lacks])
  const released = useMemo(() => ({ revision: pack.released }), [pack.released])
  const ask = (body: object, signal: AbortSignal) => askPreview(pack.id, { ...body }, signal)
  return { rollout: useSettled(asked, settleMs, ask), released: useSettled(released, 0, ask) }
}

type StartFormProps = {
  pack: Pack
  choice: Choice
  lacks: string | undefined
  /** Hosts of the cohort, once they are counted. */
  hosts: number | undefined
  onStarted: (rollout: Rollout) => void
}

function StartForm({ pack, choice, lacks, hosts, onStarted }: StartFormProps) {
  const { busy, failure, start } = useStart(pack, onStarted)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!lacks) start(choice.input)
  }
  const reached = hosts === undefined ? '' : ` on ${formatNoun(hosts, 'host')}`
  return (
    <form className="flex min-w-0 flex-col gap-4" onSubmit={submit}>
      <ChoiceFields pack={pack} choice={choice} fault={failure?.reason('revision')} />
      {failure && (
        <p role="alert" className="text-bad-fg">
          {failure.message}
        </p>
      )}
      <span>
        <Button type="submit" variant="primary" busy={busy} disabledReason={lacks}>
          {`Start revision ${choice.revision}${reached}`}
        </Button>
      </span>
    </form>
  )
}

export function RolloutStart({ pack, noWrite, onStarted }: RolloutStartProps) {
  const choice = useChoice(pack)
  const { rollout, released } = usePreviews(pack, choice)
  const preview = rollout.answer?.value
  const hosts = choice.lacks ? undefined : (preview?.hosts.cohort ?? undefined)
  const lacks = noWrite ?? choice.lacks ?? preview?.refusal ?? undefined
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Card title="Start a rollout">
        <StartForm {...{ pack, choice, lacks, hosts, onStarted }} />
      </Card>
      <Card title={`What revision ${choice.revision} does to them`}>
        {choice.lacks ? (
          <p className="text-fg-muted">{choice.lacks}.</p>
        ) : (
          <SaveEffects draft={rollout} base={released} off={pack.disabled} />
        )}
      </Card>
    </div>
  )
}
