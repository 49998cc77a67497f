'use client'
// Whom to ask: the choice, kept choices, the sentence it means and how many hosts that is.
import { useMemo } from 'react'
import { namesOf, targetSentence } from '@/components/campaigns/target-words'
import { SavedSets } from '@/components/targets/saved-sets'
import { TargetPicker, useKnownHosts } from '@/components/targets/target-picker'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'
import type { PackRunPlan } from '@/lib/wire/runs'
import { ownSentence } from './pack-words'
import { TargetSum } from './target-sum'
import { useFaultLine } from './use-fault-line'
import type { Launch } from './use-launch'
import type { Asking } from './use-preflight'

type WhoCardProps = { launch: Launch; plan: Asking<PackRunPlan>; className?: string }

/** A pack knows its own hosts: nothing is to be chosen. */
function OwnHosts({ launch, plan, className }: WhoCardProps) {
  const { answer, isCurrent } = plan
  const { change, question } = launch
  return (
    <Card title="Who" {...(className ? { className } : {})}>
      <div className="flex flex-col items-start gap-2">
        <p>The hosts that the pack is for, by its own targets, whether it is on or off.</p>
        {answer && question.pack_id !== null && (
          <p className={cn('font-medium tabular-nums', !isCurrent && 'text-fg-subtle')}>
            {ownSentence(answer.value.hosts)}
          </p>
        )}
        <Button size="small" onClick={() => change({ pack_hosts: 'chosen' })}>
          Choose other hosts
        </Button>
      </div>
    </Card>
  )
}

export function WhoCard(props: WhoCardProps) {
  const { source, question } = props.launch
  const isOwn = source === 'pack' && question.pack_hosts === 'own'
  return isOwn ? <OwnHosts {...props} /> : <ChosenHosts {...props} />
}

function ChosenHosts({ launch, className }: WhoCardProps) {
  const { first, question, change, chosen, counts, limits } = launch
  const { selected } = question
  const { hosts, add } = useKnownHosts(first.names)
  const known = useMemo(() => {
    const names = namesOf(first.names)
    const found = hosts.map(({ id, name }): [number, string] => [Number(id), name])
    return { ...names, hosts: new Map([...names.hosts, ...found]) }
  }, [first.names, hosts])
  const fault = useFaultLine(
    chosen && counts?.targets_count === 0 ? selected : undefined,
    limits.include_offline,
  )
  return (
    <Card
      title="Who"
      {...(className ? { className } : {})}
      actions={
        <SavedSets
          selected={selected}
          chosen={chosen}
          onUse={(set) => change({ selected: set.selected })}
        />
      }
    >
      <TargetPicker
        names={first.names}
        selected={selected}
        onChange={(next) => change({ selected: next })}
        everyone="All that you may ask"
        hosts={hosts}
        onHosts={add}
        fault={fault}
        sum={<TargetSum sentence={targetSentence(selected, known)} launch={launch} />}
      />
    </Card>
  )
}
