'use client'
// What a file would bring, before anything is saved: every query with its warnings in words, and
// what is in the way.
import { TriangleAlert } from 'lucide-react'
import { SqlText } from '@/components/sql/sql-text'
import { Badge } from '@/components/ui/badge'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { formatDuration, formatNoun } from '@/lib/client/format'
import type { ImportedPack, PackImportReply } from '@/lib/wire/pack-import'
import { modeWord, platformWords } from './query-words'

type Query = ImportedPack['queries'][number]

/** "18 queries = 15 without a remark + 3 with warnings". */
export function importSum({ packs }: PackImportReply): string {
  const queries = packs.reduce((sum, pack) => sum + pack.queries.length, 0)
  const warned = packs.reduce((sum, pack) => {
    const names = new Set(pack.warnings.map(({ query }) => query))
    return sum + pack.queries.filter(({ name }) => names.has(name)).length
  }, 0)
  const whole = formatNoun(queries, 'query', 'queries')
  return `${whole} = ${queries - warned} without a remark + ${warned} with warnings`
}

function Warnings({ messages }: { messages: readonly string[] }) {
  return (
    <ul>
      {messages.map((message) => (
        <li key={message} className="flex items-start gap-1.5 text-warn-fg">
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5!" />
          {message}
        </li>
      ))}
    </ul>
  )
}

function QueryRow({ query, warnings }: { query: Query; warnings: readonly string[] }) {
  const { name, interval, platform, description } = query
  return (
    <li className="border-line border-t px-3 py-2 [contain-intrinsic-size:auto_64px] [content-visibility:auto]">
      <div className="flex min-w-0 items-baseline gap-x-2 max-sm:flex-col">
        <span className="mono min-w-0 max-w-full truncate font-medium">{name}</span>
        <span className="shrink-0 text-fg-muted text-meta sm:ms-auto">
          every {formatDuration(interval)}, {modeWord(query)}
          {platform && `, ${platformWords(platform)}`}
        </span>
      </div>
      {description && <p className="text-fg-muted text-meta">{description}</p>}
      <SqlText sql={query.query} oneLine className="text-meta" />
      {warnings.length > 0 && <Warnings messages={warnings} />}
    </li>
  )
}

function PackPreview({ pack }: { pack: ImportedPack }) {
  const { name, queries, conflicts, warnings, platform, version, shard, discovery } = pack
  const own = warnings.filter(({ query }) => query === undefined).map(({ message }) => message)
  const of = (query: string) =>
    warnings.filter((warning) => warning.query === query).map(({ message }) => message)
  return (
    <section className="rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-2 px-3 py-2">
        <h3 className="font-semibold">{name}</h3>
        <span className="text-fg-muted">{formatNoun(queries.length, 'query', 'queries')}</span>
        {platform && <Badge>{platformWords(platform)}</Badge>}
        {version && <Badge>osquery {version} or later</Badge>}
        {shard !== null && <Badge>{shard} % sample</Badge>}
        {discovery.length > 0 && (
          <Badge>{formatNoun(discovery.length, 'discovery query', 'discovery queries')}</Badge>
        )}
      </header>
      {conflicts.map(({ message }) => (
        <Banner key={message} tone="bad" className="mx-3 mb-2">
          {message}
        </Banner>
      ))}
      {own.length > 0 && (
        <div className="px-3 pb-2">
          <Warnings messages={own} />
        </div>
      )}
      <ul>
        {queries.map((query) => (
          <QueryRow key={query.name} query={query} warnings={of(query.name)} />
        ))}
      </ul>
    </section>
  )
}

type ImportCheckProps = {
  preview: PackImportReply
  name: string
  busy: boolean
  onName: (name: string) => void
  onCheck: () => void
}

export function ImportCheck({ preview, name, busy, onName, onCheck }: ImportCheckProps) {
  const { packs, warnings } = preview
  const [only] = packs.length === 1 ? packs : []
  return (
    <div className="flex flex-col gap-4">
      <p className="font-medium">{importSum(preview)}. Nothing has been saved.</p>
      {warnings.length > 0 && <Warnings messages={warnings.map(({ message }) => message)} />}
      {only && (
        <Field
          label="Name of the pack"
          hint={
            only.name === name
              ? 'Agents report results under this name.'
              : `The file itself names it ${only.name}.`
          }
        >
          <div className="flex gap-2">
            <Input value={name} onChange={(event) => onName(event.target.value)} maxLength={255} />
            <Button onClick={onCheck} busy={busy}>
              Check again
            </Button>
          </div>
        </Field>
      )}
      {packs.map((pack) => (
        <PackPreview key={pack.name} pack={pack} />
      ))}
    </div>
  )
}
