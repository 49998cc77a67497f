'use client'
// Whom to ask: the choice, kept choices, the sentence it means and how many hosts that is.
import { useEffect, useMemo, useRef } from 'react'
import { namesOf, targetSentence } from '@/components/campaigns/target-words'
import { SavedSets } from '@/components/targets/saved-sets'
import { TargetPicker, useKnownHosts } from '@/components/targets/target-picker'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'
import type { Choice } from '@/components/ui/combobox'
import { api } from '@/lib/client/api'
import { type Host, HostList } from '@/lib/wire/hosts'
import type { PackRunPlan } from '@/lib/wire/runs'
import type { Selected } from '@/lib/wire/targets'
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

const namesMost = 200

/** Names of hosts that a draft or a saved set brought as numbers alone. */
function useMissingNames(
  { hosts, exclude }: Selected,
  known: readonly Choice[],
  add: (choices: readonly Choice[]) => void,
) {
  const ids = new Set(known.map(({ id }) => id))
  const missing = [...hosts, ...exclude.hosts].filter((id) => !ids.has(String(id)))
  const text = missing.slice(0, namesMost).join()
  const latest = useRef(add)
  useEffect(() => {
    latest.current = add
  })
  useEffect(() => {
    if (text === '') return
    const stop = new AbortController()
    const selected = JSON.stringify({ hosts: text.split(',').map(Number) })
    const search = new URLSearchParams({ selected, per_page: String(namesMost) })
    api(HostList, `/api/v1/fleet/hosts?${search}`, { signal: stop.signal }).then(
      (reply) => latest.current(namesIn(reply.hosts, text)),
      // Without their names they stand as numbers, which is still true.
      () => undefined,
    )
    return () => stop.abort()
  }, [text])
}

/** Those that are gone keep their number, so that they are not asked for again. */
function namesIn(hosts: readonly Host[], asked: string): Choice[] {
  return asked.split(',').map((id) => {
    const host = hosts.find((each) => String(each.id) === id)
    return { id, name: host ? host.display_name || host.hostname : `#${id}` }
  })
}

function ChosenHosts({ launch, className }: WhoCardProps) {
  const { first, question, change, chosen, counts, limits } = launch
  const { selected } = question
  const { hosts, add } = useKnownHosts(first.names)
  useMissingNames(selected, hosts, add)
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
