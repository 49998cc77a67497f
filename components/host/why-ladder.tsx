'use client'
// The rules for a pack or query as a ladder: each with its outcome, the first one that fails marked,
// and what is known of the labels it looked at.
import { CircleCheck, CircleDashed, OctagonX } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import { Time } from '@/components/ui/time'
import type { ExplainedStep, LabelFact } from '@/lib/wire/host-explanations'

const outcomes = {
  passed: { icon: CircleCheck, className: 'text-ok-fg', word: 'passed' },
  failed: { icon: OctagonX, className: 'text-bad-fg', word: 'failed' },
  predicted: { icon: CircleDashed, className: 'text-waiting-fg', word: 'the agent decides' },
  declined: { icon: CircleDashed, className: 'text-warn-fg', word: 'the agent is expected not to' },
}

/** What each rule looks at. */
const subjects: Readonly<Record<string, string>> = {
  enabled: 'On or off',
  team: 'Team',
  target: 'Targets',
  exclude: 'Exclusions',
  sample: 'Sample',
  rollout: 'Rollout',
  revision: 'Revision',
  platform: 'Platform',
  version: 'Agent version',
  discovery: 'Discovery',
}

const outcomeOf = ({ outcome, expected }: ExplainedStep) =>
  outcome === 'predicted' && expected === false ? 'declined' : outcome

function Fact({ label }: { label: LabelFact }) {
  const { name, member, since, evaluated_at, error } = label
  return (
    <li>
      <span className={member ? 'text-fg' : 'text-fg-muted'}>{name}</span>
      {since === null ? (
        ': never evaluated on this host'
      ) : (
        <>
          : {member ? 'a member since' : 'no member since'} <Time at={since} />
          {evaluated_at !== null && (
            <>
              , last evaluated <Time at={evaluated_at} />
            </>
          )}
        </>
      )}
      {error !== null && (
        <span className="block break-words text-warn-fg">
          Its last evaluation failed, so the verdict before it holds: {error}
        </span>
      )}
    </li>
  )
}

type RungProps = { step: ExplainedStep; mark: boolean; after: boolean }

function Rung({ step, mark, after }: RungProps) {
  const { icon: Icon, className, word } = outcomes[outcomeOf(step)]
  const { rule, detail, labels = [] } = step
  return (
    <li
      {...(mark ? { 'aria-current': 'step' as const } : {})}
      className={cn(
        'relative flex items-start gap-2.5 border-transparent border-s-2 py-1 ps-2 pe-3',
        mark && 'rounded-sm border-bad bg-bad-soft',
        after && 'text-fg-subtle',
      )}
    >
      <Icon
        role="img"
        aria-label={word}
        className={cn('mt-0.5 size-4 shrink-0', after ? 'text-fg-subtle' : className)}
      />
      <div className="flex min-w-0 flex-1 gap-x-3 max-sm:flex-col">
        <span className={cn('shrink-0 sm:w-28', mark ? 'font-medium text-bad-fg' : '')}>
          {subjects[rule] ?? rule}
        </span>
        <div className="min-w-0 flex-1">
          <p className={cn('break-words', mark && 'font-medium text-bad-fg')}>
            {detail}
            {mark && <span className="ms-2 font-normal text-fg-muted">This is why.</span>}
          </p>
          {labels.length > 0 && !after && (
            <ul className="flex flex-col text-fg-muted text-meta">
              {labels.map((label) => (
                <Fact key={label.id} label={label} />
              ))}
            </ul>
          )}
        </div>
      </div>
    </li>
  )
}

export function Ladder({ steps, label }: { steps: readonly ExplainedStep[]; label: string }) {
  const failed = steps.findIndex(({ outcome }) => outcome === 'failed')
  return (
    <ol aria-label={label} className="flex flex-col gap-px">
      {steps.map((step, index) => (
        <Rung
          key={`${step.rule} ${step.detail}`}
          step={step}
          mark={index === failed}
          after={failed !== -1 && index > failed}
        />
      ))}
    </ol>
  )
}
