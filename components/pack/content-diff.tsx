'use client'
// What differs between two contents of a pack, object by object: the pack, its targets, its queries, and
// then what that does on agents. The sign in the gutter says it without colour.
import type { ReactNode } from 'react'
import { intervalSentence, modeWord } from '@/components/packs/query-words'
import type { LabelNames } from '@/components/packs/whom'
import { SqlText } from '@/components/sql/sql-text'
import { cn } from '@/components/ui/cn'
import type { ContentQuery } from '@/lib/wire/pack-content'
import {
  type FieldChange,
  isEmptyDiff,
  type PackDiff,
  type QueryChange,
  type TargetChange,
} from '@/lib/wire/pack-diff'
import { changeNote, effectsOf, fieldLabel, valueWords } from './diff-words'
import { SqlDiff } from './sql-diff'

type Sign = '+' | '-' | '~'

const signs: Record<Sign, { wash: string; word: string }> = {
  '+': { wash: 'bg-ok-soft text-ok-fg', word: 'added' },
  '-': { wash: 'bg-bad-soft text-bad-fg', word: 'removed' },
  '~': { wash: 'bg-warn-soft text-warn-fg', word: 'changed' },
}

function Entry({ sign, title, children }: { sign: Sign; title: ReactNode; children?: ReactNode }) {
  const { wash, word } = signs[sign]
  return (
    <li className="flex min-w-0 border-line border-b last:border-b-0">
      <span className={cn('mono w-6 shrink-0 py-1.5 text-center font-semibold', wash)}>
        <span aria-hidden>{sign}</span>
        <span className="sr-only">{word}</span>
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-1 px-3 py-1.5">
        <div className="min-w-0 break-words">{title}</div>
        {children}
      </div>
    </li>
  )
}

function Change({ change }: { change: FieldChange }) {
  const { field, from, to } = change
  const note = changeNote(change)
  if (field === 'query')
    return (
      <div className="min-w-0">
        <span className="text-fg-muted">SQL</span>
        <SqlDiff from={String(from)} to={String(to)} />
      </div>
    )
  return (
    <div className="flex flex-wrap items-baseline gap-x-2">
      <span className="text-fg-muted">{fieldLabel(field)}</span>
      <span className="min-w-0 break-words">
        <del className="text-bad-fg no-underline">{valueWords(field, from)}</del>
        <span className="px-1 text-fg-subtle" role="img" aria-label="becomes">
          →
        </span>
        <ins className="text-ok-fg no-underline">{valueWords(field, to)}</ins>
        {note && <span className="text-fg-muted">{`, ${note}`}</span>}
      </span>
    </div>
  )
}

type DiffNames = {
  /** Of labels by id; a name that is missing is shown as an id. */
  names: LabelNames
  hosts?: LabelNames
  teams?: LabelNames
}

function Target({ change, names, hosts, teams }: DiffNames & { change: TargetChange }) {
  const { kind, exclude, gained, lost } = change
  const known = { label: names, host: hosts, team: teams }[kind]
  const list = (ids: readonly number[]) =>
    ids.map((id) => known?.[id] ?? `${kind} ${id}`).join(', ')
  const noun = `${exclude ? 'excluded ' : ''}${kind}`
  return (
    <>
      {gained.length > 0 && (
        <Entry
          sign="+"
          title={
            <>
              <span className="text-fg-muted">{noun}</span> {list(gained)}
            </>
          }
        />
      )}
      {lost.length > 0 && (
        <Entry
          sign="-"
          title={
            <>
              <span className="text-fg-muted">{noun}</span> {list(lost)}
            </>
          }
        />
      )}
    </>
  )
}

function Whole({ sign, query }: { sign: '+' | '-'; query: ContentQuery }) {
  return (
    <Entry
      sign={sign}
      title={
        <>
          <span className="mono font-medium">{query.name}</span>{' '}
          <span className="text-fg-muted">
            {intervalSentence(query.interval)}, {modeWord(query)}
          </span>
        </>
      }
    >
      <SqlText sql={query.query} className="rounded-md bg-sunken px-2 py-1" />
    </Entry>
  )
}

function Changed({ change }: { change: QueryChange }) {
  return (
    <Entry
      sign="~"
      title={
        <>
          <span className="mono font-medium">{change.name}</span>
          {change.renamed_from !== undefined && (
            <span className="text-fg-muted">
              {' '}
              renamed from <span className="mono">{change.renamed_from}</span>
            </span>
          )}
        </>
      }
    >
      {change.fields.map((each) => (
        <Change key={each.field} change={each} />
      ))}
    </Entry>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="mb-1 font-medium">{title}</h3>
      <ul className="overflow-hidden rounded-md border border-line">{children}</ul>
    </section>
  )
}

function Effects({ diff }: { diff: PackDiff }) {
  const effects = effectsOf(diff)
  if (effects.length === 0) return null
  return (
    <section className="min-w-0">
      <h3 className="mb-1 font-medium">Effects on agents</h3>
      <ul className="flex flex-col gap-1 text-fg-muted">
        {effects.map(({ query, text }) => (
          <li key={`${query} ${text}`} className="break-words">
            {query !== null && <span className="mono text-fg">{query}: </span>}
            {text}
          </li>
        ))}
      </ul>
    </section>
  )
}

type ContentDiffProps = DiffNames & {
  diff: PackDiff
  /** Left out where the page tells the effects itself. */
  effects?: boolean
}

export function ContentDiff({ diff, effects = true, ...names }: ContentDiffProps) {
  const { fields, targets, queries, reordered } = diff
  if (isEmptyDiff(diff)) return <p className="text-fg-muted">No difference.</p>
  const { added, removed, changed } = queries
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {fields.length > 0 && (
        <Group title="Pack">
          {fields.map((change) => (
            <Entry key={change.field} sign="~" title={<Change change={change} />} />
          ))}
        </Group>
      )}
      {targets.length > 0 && (
        <Group title="Targets">
          {targets.map((change) => (
            <Target key={`${change.kind} ${change.exclude}`} change={change} {...names} />
          ))}
        </Group>
      )}
      {(added.length + removed.length + changed.length > 0 || reordered) && (
        <Group title="Queries">
          {added.map((query) => (
            <Whole key={`+${query.name}`} sign="+" query={query} />
          ))}
          {removed.map((query) => (
            <Whole key={`-${query.name}`} sign="-" query={query} />
          ))}
          {changed.map((change) => (
            <Changed key={`~${change.name}`} change={change} />
          ))}
          {reordered && <Entry sign="~" title="Order of the queries" />}
        </Group>
      )}
      {effects && <Effects diff={diff} />}
    </div>
  )
}
