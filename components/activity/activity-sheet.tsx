'use client'
// One entry whole: the exact SQL, whom it meant, what it changed, and its place in the chain. Nothing
// here can be changed, so nothing here looks as if it could.
import Link from 'next/link'
import { type ReactNode, useCallback } from 'react'
import { SqlText } from '@/components/sql/sql-text'
import { CopyBlock } from '@/components/ui/copy-block'
import { Pending } from '@/components/ui/pending'
import { Sheet } from '@/components/ui/sheet'
import { formatCount, formatInstant, formatNoun } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import { usePoll } from '@/lib/client/use-poll'
import { type Activity, ActivityReply } from '@/lib/wire/activity'
import type { TargetNames } from '@/lib/wire/targets'
import { type Change, changesOf, kindOf, objectOf, pathOf, verbOf } from './activity-words'
import { targetsOf } from './target-links'

type Part = { title: string; children: ReactNode }

function Section({ title, children }: Part) {
  return (
    <section className="mt-5">
      <h3 className="mb-1.5 font-semibold">{title}</h3>
      {children}
    </section>
  )
}

function factsOf(entry: Activity, zone: string): [string, ReactNode][] {
  const at = Date.parse(entry.created_at)
  const path = pathOf(entry)
  const { token_id } = entry.details
  const by = `${entry.actor_name} (${kindOf(entry)}${typeof token_id === 'number' ? ` #${token_id}` : ''})`
  const open = path && (
    <Link key="open" href={path} className="text-accent-fg hover:underline">
      {path}
    </Link>
  )
  const from = entry.address ? (
    <code key="from" className="mono">
      {entry.address}
    </code>
  ) : (
    'not known'
  )
  return [
    ['When', `${formatInstant(at, zone)} ${zone}, ${entry.created_at.slice(11, 23)} UTC`],
    ['Who', by],
    ['Did', `${verbOf(entry.type)} ${objectOf(entry)}`],
    ['Hosts', entry.hosts === null ? 'none' : formatNoun(entry.hosts, 'host')],
    ['From', from],
    ...(open ? [['Open', open] satisfies [string, ReactNode]] : []),
  ]
}

function Facts({ entry }: { entry: Activity }) {
  const zone = useZone()
  return (
    <dl className="grid grid-cols-[5rem_minmax(0,1fr)] gap-x-4 gap-y-1">
      {factsOf(entry, zone).map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-fg-muted">{label}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Side({ text, word }: { text: string | undefined; word: string }) {
  if (text === undefined) return null
  const isNew = word === 'is'
  const look = isNew ? 'bg-ok-soft text-ok-fg' : 'bg-bad-soft text-bad-fg'
  return (
    <span className={`mono block break-words px-2 py-1 text-meta ${look}`}>
      <span className="sr-only">{word} </span>
      <span aria-hidden>{isNew ? '+ ' : '- '}</span>
      {text}
    </span>
  )
}

function Changes({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return <p className="text-fg-muted">Saved without a difference</p>
  return (
    <ul className="rounded-md border border-line">
      {changes.map(({ path, was, is }) => (
        <li key={path} className="border-line border-t first:border-t-0">
          <span className="mono block px-2 py-1 text-fg-muted text-meta">{path}</span>
          <Side text={was} word="was" />
          <Side text={is} word="is" />
        </li>
      ))}
    </ul>
  )
}

/** What has a place of its own above. */
const shown = new Set(['query', 'template', 'parameters', 'selected', 'was', 'is', 'token_id'])

function Rest({ details }: Pick<Activity, 'details'>) {
  const rest = Object.entries(details).filter(
    ([key, value]) => !shown.has(key) && value !== null && value !== '',
  )
  if (rest.length === 0) return null
  return (
    <Section title="Details">
      <pre className="mono max-h-80 overflow-auto whitespace-pre-wrap break-words rounded-md border border-line bg-sunken p-2 text-meta">
        {JSON.stringify(Object.fromEntries(rest), null, 2)}
      </pre>
    </Section>
  )
}

function Asked({ details, names }: Pick<Activity, 'details'> & { names: TargetNames }) {
  const { query, template, parameters, selected } = details
  const isBound = typeof template === 'string' && template !== query
  const targets = targetsOf(selected, names)
  return (
    <>
      {typeof query === 'string' && (
        <Section title="Exact SQL">
          <div className="rounded-md border border-line bg-sunken p-2">
            <SqlText sql={query} />
          </div>
          {isBound && (
            <p className="mt-1 break-words text-fg-muted text-meta">
              Written with parameters {JSON.stringify(parameters)}
            </p>
          )}
        </Section>
      )}
      {targets && <Section title="Targets">{targets}</Section>}
    </>
  )
}

function Chain({ entry }: { entry: Activity & { prev_hash: string } }) {
  return (
    <Section title="Chain">
      <p className="mb-1 text-fg-muted text-meta">
        SHA-256 of this entry and of the hash before it ({entry.prev_hash.slice(0, 16)}…)
      </p>
      <CopyBlock text={`${entry.id}:${entry.hash}`} label="entry and hash" />
    </Section>
  )
}

type ActivitySheetProps = { id: number; names: TargetNames; onClose: () => void }

export function ActivitySheet({ id, names, onClose }: ActivitySheetProps) {
  const poll = usePoll(ActivityReply, `/api/v1/fleet/activities/${id}`, 3_600)
  const close = useCallback((open: boolean) => !open && onClose(), [onClose])
  const entry = poll.value?.activity
  const changes = entry && changesOf(entry.details)
  return (
    <Sheet open onOpenChange={close} title={`Entry ${formatCount(id)}`}>
      {entry?.id === id ? (
        <>
          <Facts entry={entry} />
          <Asked details={entry.details} names={names} />
          {changes && (
            <Section title="Changed">
              <Changes changes={changes} />
            </Section>
          )}
          <Rest details={entry.details} />
          <Chain entry={entry} />
        </>
      ) : (
        <Pending poll={poll} failed="The entry could not be read" />
      )}
    </Sheet>
  )
}
