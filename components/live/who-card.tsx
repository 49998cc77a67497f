'use client'
// Whom to ask: the choice, kept choices, the sentence it means and how many hosts that is.
import { useMemo } from 'react'
import { namesOf, targetSentence } from '@/components/campaigns/target-words'
import { SavedSets } from '@/components/targets/saved-sets'
import { TargetPicker, useKnownHosts } from '@/components/targets/target-picker'
import { Card } from '@/components/ui/card'
import { TargetSum } from './target-sum'
import { useFaultLine } from './use-fault-line'
import type { Launch } from './use-launch'

export function WhoCard({ launch, className }: { launch: Launch; className?: string }) {
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
