'use client'
// A whole pack asked at once: which pack, of whom, and its queries in the order in which hosts get
// them, the cheapest first.
import { RadioGroup } from '@/components/ui/choice'
import { cn } from '@/components/ui/cn'
import { type Choice, Combobox } from '@/components/ui/combobox'
import { EmptyState, SkeletonRows } from '@/components/ui/page-states'
import { formatMs, formatNoun } from '@/lib/client/format'
import type { LaunchFirst } from '@/lib/wire/live-first'
import type { PackRunPlan } from '@/lib/wire/runs'
import { roundOf, roundWords, skippedSentence } from './pack-words'
import { missingSentence } from './preflight-words'
import type { Launch } from './use-launch'
import type { Asking } from './use-preflight'

type Planned = PackRunPlan['queries'][number]

function choicesOf(packs: LaunchFirst['packs']): Choice[] {
  return packs.map(({ id, name, query_count, disabled }) => ({
    id: String(id),
    name,
    detail: `${formatNoun(query_count, 'query')}${disabled ? ', off' : ''}`,
  }))
}

function PackChoice({ launch }: { launch: Launch }) {
  const { first, question, change } = launch
  const options = choicesOf(first.packs)
  const value = options.filter(({ id }) => id === String(question.pack_id))
  return (
    <Combobox
      label="Pack"
      placeholder="Choose a pack"
      emptyText="No pack of that name"
      options={options}
      value={value}
      // One pack at a time: the one chosen last stays.
      onChange={(next) => change({ pack_id: Number(next.at(-1)?.id) || null })}
    />
  )
}

function Row({ query, at }: { query: Planned; at: number }) {
  const { name, hosts, cost_ms, missing_on } = query
  return (
    <tr className="border-line border-t align-top">
      <td className="py-1.5 pe-3 text-end text-fg-subtle">{at + 1}</td>
      <td className="py-1.5 pe-3">
        <span className="mono break-all">{name}</span>
        {missing_on.map((missing) => (
          <span key={`${missing.platform} ${missing.reason}`} className="block text-warn-fg">
            {missingSentence(missing)}
          </span>
        ))}
      </td>
      <td className="whitespace-nowrap py-1.5 pe-3 text-end">{formatNoun(hosts, 'host')}</td>
      <td className="whitespace-nowrap py-1.5 pe-3 text-end">
        {cost_ms === null ? <span className="text-fg-muted">not measured</span> : formatMs(cost_ms)}
      </td>
      <td className="whitespace-nowrap py-1.5 text-fg-muted max-sm:hidden">
        {roundWords(roundOf(at))}
      </td>
    </tr>
  )
}

const head = 'whitespace-nowrap py-1 pe-3 font-medium text-fg-muted text-meta'

const heads = [
  { name: 'Query', className: 'text-start' },
  { name: 'Asks', className: 'text-end' },
  { name: 'A run takes', className: 'text-end' },
  { name: 'Handed out', className: 'text-start max-sm:hidden' },
]

function Head() {
  return (
    <thead>
      <tr>
        <th scope="col" className={`${head} w-8`}>
          <span className="sr-only">Order</span>
        </th>
        {heads.map(({ name, className }) => (
          <th key={name} scope="col" className={`${head} ${className}`}>
            {name}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function Queries({ plan, isOld }: { plan: PackRunPlan; isOld: boolean }) {
  return (
    <>
      <div className="max-h-96 overflow-y-auto">
        <table
          aria-label="Queries in the order of asking"
          className={cn('w-full tabular-nums', isOld && 'text-fg-subtle')}
        >
          <Head />
          <tbody>
            {plan.queries.map((query, at) => (
              <Row key={query.id} query={query} at={at} />
            ))}
          </tbody>
        </table>
      </div>
      {plan.skipped.map((skipped) => (
        <p key={skipped.name} className="mt-1 text-fg-muted">
          {skippedSentence(skipped)}
        </p>
      ))}
    </>
  )
}

function Plan({ launch, plan }: PackNowProps) {
  const { answer, isCurrent, failure } = plan
  if (launch.question.pack_id === null) {
    return (
      <p className="text-fg-muted">
        Every query of the pack that is switched on becomes one live query, the cheapest first.
      </p>
    )
  }
  if (failure) {
    return (
      <p role="alert" className="text-bad-fg">
        {failure.message}
      </p>
    )
  }
  if (!answer) return <SkeletonRows rows={5} />
  return <Queries plan={answer.value} isOld={!isCurrent} />
}

export type PackNowProps = { launch: Launch; plan: Asking<PackRunPlan> }

export function PackNow(props: PackNowProps) {
  const { first, question, change } = props.launch
  if (first.packs.length === 0) return <EmptyState title="There is no pack to run" />
  return (
    <div className="flex flex-col gap-3">
      <PackChoice launch={props.launch} />
      <RadioGroup
        inline
        label="Whom to ask"
        value={question.pack_hosts}
        onChange={(pack_hosts) => change({ pack_hosts })}
        options={[
          { value: 'own', label: 'the hosts that the pack is for' },
          { value: 'chosen', label: 'the hosts chosen under Who' },
        ]}
      />
      <Plan {...props} />
    </div>
  )
}
