'use client'
// A whole pack asked at once: which pack, of whom, and its queries in the order in which hosts get
// them, the cheapest first.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { RadioGroup } from '@/components/ui/choice'
import { cn } from '@/components/ui/cn'
import { SearchInput } from '@/components/ui/input'
import { EmptyState, SkeletonRows } from '@/components/ui/page-states'
import { formatMs, formatNoun } from '@/lib/client/format'
import type { LaunchFirst } from '@/lib/wire/live-first'
import type { PackRunPlan } from '@/lib/wire/runs'
import { roundOf, roundWords, skippedSentence } from './pack-words'
import { missingSentence } from './preflight-words'
import type { Launch } from './use-launch'
import type { Asking } from './use-preflight'

type Planned = PackRunPlan['queries'][number]

type PackPick = LaunchFirst['packs'][number]

function OnePack({ pack, onChoose }: { pack: PackPick; onChoose: () => void }) {
  const { name, query_count, total_hosts_count, disabled } = pack
  const reach = `${formatNoun(query_count, 'query')} for ${formatNoun(total_hosts_count, 'host')}`
  return (
    <li>
      <button
        type="button"
        onClick={onChoose}
        className="flex w-full min-w-0 items-center gap-3 rounded-md px-2 py-1.5 text-start hover:bg-hover pointer-coarse:min-h-11"
      >
        <span className="truncate font-medium">{name}</span>
        <span className="ms-auto shrink-0 text-fg-muted tabular-nums">
          {reach}
          {disabled && ', off'}
        </span>
      </button>
    </li>
  )
}

function Choosing({ launch, onChosen }: { launch: Launch; onChosen: () => void }) {
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const found = launch.first.packs.filter(({ name }) => name.toLowerCase().includes(wanted))
  const choose = ({ id }: PackPick) => {
    launch.change({ pack_id: id })
    onChosen()
  }
  return (
    <div className="flex flex-col gap-2">
      <p className="text-fg-muted">
        Every query of the pack that is switched on becomes one live query, the cheapest first.
      </p>
      <SearchInput label="Search packs" value={text} onChange={setText} className="w-full" />
      <ul aria-label="Packs" className="-mx-2 max-h-72 overflow-y-auto">
        {found.map((pack) => (
          <OnePack key={pack.id} pack={pack} onChoose={() => choose(pack)} />
        ))}
      </ul>
      {found.length === 0 && (
        <p className="text-fg-muted">No pack has "{text.trim()}" in its name.</p>
      )}
    </div>
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

function Plan({ plan }: Pick<PackNowProps, 'plan'>) {
  const { answer, isCurrent, failure } = plan
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

const whom = [
  { value: 'own', label: 'the hosts that the pack is for' },
  { value: 'chosen', label: 'others, chosen under Who' },
] as const

export function PackNow({ launch, plan }: PackNowProps) {
  const { first, question, change, chosen } = launch
  const [choosing, setChoosing] = useState(false)
  const pack = first.packs.find(({ id }) => id === question.pack_id)
  if (first.packs.length === 0) return <EmptyState title="There is no pack to run" />
  if (!pack || choosing) return <Choosing launch={launch} onChosen={() => setChoosing(false)} />
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="min-w-0 truncate font-medium">{pack.name}</p>
        <Button size="small" onClick={() => setChoosing(true)}>
          Choose another
        </Button>
      </div>
      <RadioGroup
        inline
        label="Whom to ask"
        value={question.pack_hosts}
        onChange={(pack_hosts) => change({ pack_hosts })}
        options={whom}
      />
      {question.pack_hosts === 'chosen' && !chosen ? (
        <p className="text-fg-muted">Told once hosts are chosen under Who.</p>
      ) : (
        <Plan plan={plan} />
      )}
    </div>
  )
}
