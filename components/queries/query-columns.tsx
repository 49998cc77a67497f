'use client'
// The columns of the library, and one query as a card on a phone.
import { TaggedName, TagList } from '@/components/packs/pack-cells'
import { ToneBadge } from '@/components/ui/badge'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { menuColumn } from '@/components/ui/grid/menu-column'
import { SelectBox } from '@/components/ui/grid/use-selection'
import { PlatformIcon } from '@/components/ui/platform-icon'
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import type { QuerySummary } from '@/lib/wire/queries'
import { QueryMenu } from './query-acts'
import { firstLine, platformsOf, runCost } from './query-words'

export function Platforms({ text }: { text: string }) {
  const names = platformsOf(text)
  if (names.length === 0) return <span className="text-fg-muted">any</span>
  return (
    <span className="flex items-center gap-1.5">
      {names.map((name) => (
        <PlatformIcon key={name} platform={name} />
      ))}
    </span>
  )
}

function Name({ query, open }: { query: QuerySummary; open: (query: QuerySummary) => void }) {
  const name = (
    <button
      type="button"
      tabIndex={-1}
      onClick={() => open(query)}
      className="max-w-full truncate rounded-sm text-start hover:underline"
    >
      {query.name}
    </button>
  )
  return <TaggedName name={name} tags={query.tags} isTeams={query.team_id !== null} />
}

const usedIn = ({ packs, packs_count }: QuerySummary) => {
  const hidden = packs_count - packs.length
  const names = packs.map(({ name }) => name)
  return [...names, ...(hidden > 0 ? [`${hidden} elsewhere`] : [])].join(', ')
}

const costTones = { considerable: 'warn', excessive: 'bad' } as const

function RunCost({ query: { cost } }: { query: QuerySummary }) {
  if (!cost) return <span className="text-fg-subtle">-</span>
  const words = runCost(cost)
  const title = `${cost.class} processor time of one run, ${cost.basis === 'measured' ? 'measured' : 'by rule'}`
  if (cost.class === 'minimal') return <span title={title}>{words}</span>
  return (
    <span title={title}>
      <ToneBadge tone={costTones[cost.class]}>{words}</ToneBadge>
    </span>
  )
}

const factColumns: readonly GridColumn<QuerySummary>[] = [
  {
    id: 'sql',
    label: 'SQL',
    value: ({ query }) => firstLine(query),
    draw: ({ query }) => (
      <span className="mono truncate text-fg-muted" title={query.slice(0, 600)}>
        {firstLine(query)}
      </span>
    ),
    width: 150,
    grow: true,
  },
  {
    id: 'platform',
    label: 'Runs on',
    value: ({ platform }) => platform,
    draw: ({ platform }) => <Platforms text={platform} />,
    width: 80,
  },
  { id: 'packs', label: 'Used in', value: (query) => usedIn(query) || 'no pack', width: 96 },
  {
    id: 'last_run',
    label: 'Last run',
    value: ({ last_run_at }) => last_run_at,
    draw: ({ last_run_at }) => <Time at={last_run_at} />,
    width: 100,
  },
  {
    id: 'cost',
    label: 'Cost a run',
    value: ({ cost }) => cost?.cpu_ms_p50,
    draw: (query) => <RunCost query={query} />,
    width: 140,
  },
  { id: 'author', label: 'Author', value: ({ author_name }) => author_name, width: 112 },
  {
    id: 'runner',
    label: 'Who may run',
    hidden: true,
    value: ({ observer_can_run }) => (observer_can_run ? 'observers too' : 'writers'),
    width: 116,
  },
  {
    id: 'changed',
    label: 'Changed',
    value: ({ updated_at }) => updated_at,
    draw: ({ updated_at }) => <Time at={updated_at} />,
    orderKey: 'updated_at',
    width: 104,
  },
  menuColumn((query) => <QueryMenu query={query} />),
]

export function queryColumns(
  select: GridColumn<QuerySummary>,
  open: (query: QuerySummary) => void,
): readonly GridColumn<QuerySummary>[] {
  return [
    select,
    {
      id: 'name',
      label: 'Name',
      value: ({ name }) => name,
      draw: (query) => <Name query={query} open={open} />,
      orderKey: 'name',
      width: 200,
      grow: true,
    },
    ...factColumns,
  ]
}

type CardProps = { query: QuerySummary; open: (query: QuerySummary) => void }

export function QueryCard({ query, open }: CardProps) {
  const { name, packs_count, platform, last_run_at } = query
  const names = platformsOf(platform)
  return (
    <div className="flex min-w-0 items-start gap-1">
      <SelectBox row={query} inGrid={false} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <div className="flex min-w-0 items-center gap-2">
          <button
            type="button"
            onClick={() => open(query)}
            className="min-h-6 min-w-0 flex-1 truncate rounded-sm text-start font-medium hover:underline pointer-coarse:min-h-11"
          >
            {name}
          </button>
          <QueryMenu query={query} inGrid={false} />
        </div>
        <p className="mono truncate text-fg-muted text-meta">{firstLine(query.query)}</p>
        <p className="text-fg-muted text-meta">
          {packs_count === 0 ? 'In no pack' : `In ${formatNoun(packs_count, 'pack')}`},{' '}
          {names.length === 0 ? 'any platform' : names.join(', ')}, last run{' '}
          <Time at={last_run_at} />
        </p>
        <TagList tags={query.tags} />
      </div>
    </div>
  )
}
