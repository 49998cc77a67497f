// Whom the pack is for: the sentence, and the lists that it is made of.
import Link from 'next/link'
import type { ReactNode } from 'react'
import { platformWords } from '@/components/packs/query-words'
import { type LabelNames, whom } from '@/components/packs/whom'
import { SqlText } from '@/components/sql/sql-text'
import { Card } from '@/components/ui/card'
import type { Pack } from '@/lib/wire/packs'

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 border-line border-t py-2 max-sm:flex-col max-sm:gap-0">
      <dt className="w-40 shrink-0 text-fg-muted">{label}</dt>
      <dd className="flex min-w-0 flex-1 flex-wrap gap-x-3 gap-y-1">{children}</dd>
    </div>
  )
}

const none = <span className="text-fg-subtle">none</span>

function Links({ items, path }: { items: readonly { id: number; name: string }[]; path: string }) {
  if (items.length === 0) return none
  return items.map(({ id, name }) => (
    <Link key={id} href={`${path}${id}`} className="text-accent-fg underline">
      {name || id}
    </Link>
  ))
}

export function PackTargets({ pack, names }: { pack: Pack; names: LabelNames }) {
  const named = (ids: readonly number[]) =>
    ids.map((id) => ({ id, name: names[id] ?? `label ${id}` }))
  return (
    <Card className="max-w-[720px]">
      <p className="mb-4 text-title">{whom(pack, names)}</p>
      <dl>
        <Line
          label={pack.label_match === 'all' ? 'In all of these labels' : 'In any of these labels'}
        >
          <Links items={pack.labels} path="/hosts?label_id=" />
        </Line>
        <Line label="Teams">
          <Links items={pack.teams} path="/hosts?team_id=" />
        </Line>
        <Line label="Hosts">
          <Links items={pack.hosts} path="/hosts/" />
        </Line>
        <Line label="Except labels">
          <Links items={named(pack.exclude_label_ids)} path="/hosts?label_id=" />
        </Line>
        <Line label="Except hosts">
          <Links
            items={pack.exclude_host_ids.map((id) => ({ id, name: `host ${id}` }))}
            path="/hosts/"
          />
        </Line>
        <Line label="Platform">{platformWords(pack.platform)}</Line>
        <Line label="Version">{pack.version ? `osquery ${pack.version} or later` : 'any'}</Line>
        <Line label="Sample">{pack.shard === null ? 'all of the targets' : `${pack.shard} %`}</Line>
        {pack.discovery.map((sql) => (
          <Line key={sql} label="Only where this returns a row">
            <SqlText sql={sql} />
          </Line>
        ))}
      </dl>
    </Card>
  )
}
