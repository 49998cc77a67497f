'use client'
// One pack that would be imported: what is in its way, what was repaired, and its queries.
import { Badge, ToneBadge } from '@/components/ui/badge'
import { Banner } from '@/components/ui/banner'
import { formatNoun } from '@/lib/client/format'
import type { ImportChoices, ImportedPack, PackChoice } from '@/lib/wire/pack-import'
import { ImportChoice } from './import-choice'
import { QueryRow, Warnings } from './import-query'
import { importSum, isPackOpen, openQueries, queryActionOf, repairsInWords } from './import-words'
import { platformWords } from './query-words'
import type { Import } from './use-import'

type Action = PackChoice['action'] | 'open' | 'import'

function optionsOf(pack: ImportedPack): { value: Action; label: string }[] {
  const { existing, conflicts, given_name } = pack
  const rename = { value: 'rename', label: `Import as ${given_name}-2` } as const
  const skip = { value: 'skip', label: existing ? 'Keep existing' : 'Leave out' } as const
  const isTaken = conflicts.some(({ query, field }) => query === undefined && field === 'name')
  if (!isTaken) return [{ value: 'import', label: 'Import' }, rename, skip]
  if (!existing) return [{ value: 'open', label: 'Decide…' }, rename, skip]
  const hosts = formatNoun(existing.hosts, 'host')
  return [
    { value: 'open', label: 'Decide…' },
    skip,
    { value: 'replace', label: `Replace on ${hosts}` },
    { value: 'merge', label: `Add its queries on ${hosts}` },
    rename,
  ]
}

type PackProps = { pack: ImportedPack; importing: Import }

function PackDecision({ pack, importing: { state, decidePack } }: PackProps) {
  const { given_name } = pack
  const choice = state.choices.packs[given_name]
  const options = optionsOf(pack)
  const first = options[0]?.value ?? 'import'
  return (
    <ImportChoice
      label={given_name}
      options={options}
      value={choice?.action ?? first}
      onChange={(action) =>
        decidePack(given_name, action === 'open' || action === 'import' ? undefined : { action })
      }
      {...(choice?.action === 'rename'
        ? {
            name: choice.name ?? '',
            placeholder: `${given_name}-2`,
            onName: (name: string) =>
              decidePack(given_name, { action: 'rename', ...(name === '' ? {} : { name }) }),
          }
        : {})}
    />
  )
}

function Repairs({ pack }: { pack: ImportedPack }) {
  const lines = repairsInWords(pack.repairs)
  if (lines.length === 0) return null
  return (
    <ul className="text-fg-muted text-meta">
      {lines.map(({ line, all }) => (
        <li key={line}>
          {all.length === 0 ? (
            line
          ) : (
            <details>
              <summary className="min-h-6 cursor-pointer">{line}</summary>
              <ul className="mono ps-4">
                {all.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </details>
          )}
        </li>
      ))}
    </ul>
  )
}

function Facts({ pack }: { pack: ImportedPack }) {
  const { platform, version, shard, discovery } = pack
  return (
    <>
      {platform && <Badge>{platformWords(platform)}</Badge>}
      {version && <Badge>osquery {version} or later</Badge>}
      {shard !== null && <Badge>{shard} % sample</Badge>}
      {discovery.length > 0 && (
        <Badge>{formatNoun(discovery.length, 'discovery query', 'discovery queries')}</Badge>
      )}
    </>
  )
}

function Head({ pack, left }: { pack: ImportedPack; left: number }) {
  return (
    <header className="flex flex-wrap items-center gap-2 px-3 py-2">
      <h3 className="min-w-0 break-words font-semibold">{pack.given_name}</h3>
      <span className="text-fg-muted">{importSum(pack.counts)}</span>
      <Facts pack={pack} />
      {left > 0 && <ToneBadge tone="warn">{formatNoun(left, 'decision')}</ToneBadge>}
    </header>
  )
}

function lostInWords({ existing }: ImportedPack, choices: ImportChoices, name: string) {
  if (!existing || choices.packs[name]?.action !== 'replace' || existing.others.length === 0)
    return []
  const list = new Intl.ListFormat('en').format(existing.others.slice(0, 5))
  const more = existing.others.length > 5 ? ` and ${existing.others.length - 5} more` : ''
  return [
    `${formatNoun(existing.others.length, 'query', 'queries')} not in the file go: ${list}${more}`,
  ]
}

function PackQueries({ pack, importing: { state, decideQuery } }: PackProps) {
  const { given_name: name, queries, statuses, warnings, existing } = pack
  return (
    <ul>
      {queries.map((query, index) => {
        const status = statuses[index]
        if (!status) return null
        const given = status.query
        return (
          <QueryRow
            key={given}
            pack={name}
            query={query}
            status={status}
            hosts={existing?.hosts ?? 0}
            action={queryActionOf(pack, state.choices, given)}
            choice={state.choices.queries[name]?.[given]}
            onDecide={(choice) => decideQuery(name, given, choice)}
            warnings={warnings.flatMap((one) => (one.query === given ? one.message : []))}
          />
        )
      })}
    </ul>
  )
}

export function PackPreview({ pack, importing, open }: PackProps & { open: boolean }) {
  const { given_name: name, counts, warnings, conflicts } = pack
  const { choices } = importing.state
  const left = isPackOpen(pack, choices) ? 1 : openQueries(pack, choices).length
  const isSkipped = choices.packs[name]?.action === 'skip'
  return (
    <section aria-label={name} className="rounded-lg border border-line bg-surface">
      <Head pack={pack} left={left} />
      <div className="flex flex-col gap-2 px-3 pb-2">
        {conflicts
          .filter(({ query }) => query === undefined)
          .map(({ message }) => (
            <Banner key={message} tone={left > 0 ? 'warn' : 'info'}>
              {message}.
            </Banner>
          ))}
        <PackDecision pack={pack} importing={importing} />
        <Warnings
          messages={[
            ...lostInWords(pack, choices, name),
            ...warnings.flatMap((one) =>
              one.query === undefined && one.code !== 'reserved_name' ? one.message : [],
            ),
          ]}
        />
        <Repairs pack={pack} />
      </div>
      {!isSkipped && (
        <details open={open || left > 0}>
          <summary className="min-h-8 cursor-pointer border-line border-t px-3 py-1.5 text-fg-muted">
            {formatNoun(counts.queries, 'query', 'queries')}
          </summary>
          <PackQueries pack={pack} importing={importing} />
        </details>
      )}
    </section>
  )
}
