'use client'
// What the lines in view are made of: packs, queries, actions, hosts, platforms, each with how many lines
// it has within the other filters. Pressing one filters by it, pressing it again lets go.
import { Check, ListTree } from 'lucide-react'
import { useState } from 'react'
import { HostField } from '@/components/campaigns/host-field'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Skeleton } from '@/components/ui/page-states'
import { Sheet } from '@/components/ui/sheet'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Poll } from '@/lib/client/use-poll'
import { withoutKeys } from '@/lib/client/use-url-params'
import type { FacetName, FacetsReply } from '@/lib/wire/result-facets'
import { countWords, shortCount } from './histogram-words'
import type { FilterProps, NamedHost } from './result-filters'

type FacetsProps = Omit<FilterProps, 'names'> & {
  poll: Poll<FacetsReply>
  named: NamedHost
  /** Asks for more values of each. */
  onMore: () => void
}

const keys: Record<FacetName, string> = {
  pack: 'pack_id',
  query: 'query',
  action: 'action',
  host: 'host_id',
  platform: 'platform',
}

const titles: Record<FacetName, string> = {
  pack: 'Pack',
  query: 'Query',
  action: 'Action',
  host: 'Host',
  platform: 'Platform',
}

const platformNames: Record<string, string> = {
  darwin: 'macOS',
  linux: 'Linux',
  windows: 'Windows',
  freebsd: 'FreeBSD',
}

type Facet = FacetsReply['facets'][number]
type Value = Facet['values'][number]

/** What a value is called: names come from people and agents, what has none says so. */
export function valueWords(
  name: FacetName,
  { value, label }: Pick<Value, 'value' | 'label'>,
): string {
  if (name === 'pack' && value === '0') return '(unknown query)'
  if (name === 'platform') return platformNames[value] ?? (value || 'not known yet')
  return label || value || '(empty)'
}

type ValueProps = { facet: Facet; value: Value; isOn: boolean; onPress: () => void }

function ValueButton({ facet, value, isOn, onPress }: ValueProps) {
  const { name, at_least } = facet
  const words = valueWords(name, value)
  const count = { value: value.lines, at_least }
  return (
    <li>
      <button
        type="button"
        aria-pressed={isOn}
        aria-label={`${words}, ${countWords(count, 'line')}`}
        onClick={onPress}
        className="group flex min-h-7 w-full items-center gap-2 rounded-md px-2 text-start hover:bg-hover aria-pressed:bg-selected pointer-coarse:min-h-11"
      >
        <span
          aria-hidden
          className="grid size-4 shrink-0 place-items-center rounded-sm border border-line-control bg-surface text-on-ink group-aria-pressed:border-ink group-aria-pressed:bg-ink"
        >
          {isOn && <Check className="size-3" />}
        </span>
        <bdi className={cn('min-w-0 flex-1 truncate', name === 'query' && 'mono')}>{words}</bdi>
        <span className="text-fg-muted tabular-nums">{shortCount(count)}</span>
      </button>
    </li>
  )
}

type GroupProps = Pick<FacetsProps, 'params' | 'change' | 'named' | 'onMore'> & { facet: Facet }

/** A chosen value stays in view, though the other filters leave none of it. */
function valuesOf({ facet, params, named }: GroupProps): Value[] {
  const held = params.get(keys[facet.name])
  if (held === null || facet.values.some(({ value }) => value === held)) return facet.values
  const label = facet.name === 'host' ? (named.host?.name ?? held) : held
  return [{ value: held, label, lines: 0 }, ...facet.values]
}

/** Any host of the fleet, also one that the counts do not name. */
function HostFinder({ named, change }: Pick<GroupProps, 'named' | 'change'>) {
  return (
    <div className="px-2 pb-1">
      <HostField
        value={undefined}
        onChange={(host) => {
          if (!host) return
          named.name({ id: Number(host.id), name: host.name })
          change({ host_id: host.id, row: undefined })
        }}
      />
    </div>
  )
}

function Group(props: GroupProps) {
  const { facet, params, change, named, onMore } = props
  const key = keys[facet.name]
  const values = valuesOf(props)
  const press = (value: Value) => {
    if (facet.name === 'host') named.name({ id: Number(value.value), name: value.label })
    const isOn = params.get(key) === value.value
    // The columns of one query say nothing of another.
    change({ [key]: isOn ? undefined : value.value, row: undefined })
  }
  if (values.length === 0 && facet.name !== 'host') return null
  return (
    <section aria-label={titles[facet.name]} className="mb-3">
      <h2 className="px-2 pb-1 font-medium text-fg-subtle text-meta">{titles[facet.name]}</h2>
      {facet.name === 'host' && <HostFinder named={named} change={change} />}
      <ul>
        {values.map((value) => (
          <ValueButton
            key={value.value}
            facet={facet}
            value={value}
            isOn={params.get(key) === value.value}
            onPress={() => press(value)}
          />
        ))}
      </ul>
      {facet.more > 0 && (
        <Button variant="ghost" size="small" className="text-fg-muted" onClick={onMore}>
          {formatCount(facet.more)} more
        </Button>
      )}
    </section>
  )
}

function Unread({ poll }: Pick<FacetsProps, 'poll'>) {
  if (poll.failure)
    return (
      <div className="flex flex-col items-start gap-2 px-2 text-fg-muted">
        <p>Not counted: {poll.failure.message}</p>
        <Button size="small" onClick={poll.refresh}>
          Count again
        </Button>
      </div>
    )
  return (
    <div className="flex flex-col gap-3 px-2 pt-2">
      <span className="sr-only">Counting</span>
      {['w-3/4', 'w-1/2', 'w-2/3', 'w-1/3', 'w-3/5'].map((width) => (
        <Skeleton key={width} className={width} />
      ))}
    </div>
  )
}

export function FacetGroups(props: FacetsProps) {
  const { poll } = props
  if (!poll.value) return <Unread poll={poll} />
  return (
    <div className={cn(poll.loading && 'text-fg-muted')}>
      {poll.value.facets.map((facet) => (
        <Group key={facet.name} {...props} facet={facet} />
      ))}
    </div>
  )
}

/** Where there is no room beside the lines: behind a button. */
export function FacetsDoor(props: FacetsProps) {
  const [open, setOpen] = useState(false)
  const { params, change } = props
  const set = Object.values(keys).filter((key) => params.has(key))
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <ListTree aria-hidden /> Facets
      </Button>
      <Sheet
        open={open}
        onOpenChange={setOpen}
        side="start"
        title="Facets"
        footer={
          <>
            {set.length > 0 && (
              <Button onClick={() => change(withoutKeys(set))}>
                Let go of {formatNoun(set.length, 'filter')}
              </Button>
            )}
            <Button variant="primary" onClick={() => setOpen(false)}>
              Show the lines
            </Button>
          </>
        }
      >
        <FacetGroups {...props} />
      </Sheet>
    </>
  )
}

export function FacetsColumn(props: FacetsProps) {
  return (
    <aside
      aria-label="Facets"
      className="-ms-2 w-58 shrink-0 overflow-y-auto overscroll-contain pe-2"
    >
      <FacetGroups {...props} />
    </aside>
  )
}
