'use client'
// What a draft changes, object by object, and what that does on agents.
import { diffInWords } from '@/lib/wire/pack-diff'
import { queryEffects } from './query-effects'
import { queriesById } from './query-grid-state'
import type { PackDraft } from './use-pack-draft'

const aboutFields = [
  { field: 'name', label: 'Name' },
  { field: 'description', label: 'Description' },
  { field: 'tags', label: 'Tags' },
] as const

const shown = (value: string | readonly string[]) =>
  (typeof value === 'string' ? value : value.join(', ')) || 'none'

function About({ draft }: { draft: PackDraft }) {
  const { base, content } = draft
  const changed = aboutFields.filter(
    ({ field }) => shown(base.content[field]) !== shown(content[field]),
  )
  if (changed.length === 0) return null
  return (
    <dl>
      {changed.map(({ field, label }) => (
        <div key={field} className="flex gap-3 py-1">
          <dt className="w-28 shrink-0 text-fg-muted">{label}</dt>
          <dd className="min-w-0 break-words">
            <del className="text-bad-fg">{shown(base.content[field])}</del>{' '}
            <ins className="text-ok-fg no-underline">{shown(content[field])}</ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Agents({ draft }: { draft: PackDraft }) {
  const before = queriesById(draft.base)
  const effects = draft.content.queries.flatMap((query) => {
    const words = queryEffects(before.get(query.id), query)
    return words.length === 0 ? [] : [{ query, words }]
  })
  const renamed = draft.base.content.name !== draft.content.name
  if (effects.length === 0 && !renamed) return null
  return (
    <section aria-label="Effects on agents">
      <h3 className="mb-1 font-medium">Effects on agents</h3>
      <ul className="flex flex-col gap-1 text-fg-muted">
        {renamed && (
          <li>The pack is renamed: every differential query reports all rows as added again.</li>
        )}
        {effects.slice(0, 20).map(({ query, words }) => (
          <li key={query.id}>
            <span className="mono text-fg">{query.name}</span>: {words.join(' ')}
          </li>
        ))}
        {effects.length > 20 && <li>and {effects.length - 20} queries more</li>}
      </ul>
    </section>
  )
}

export function SaveDiff({ draft }: { draft: PackDraft }) {
  return (
    <div className="flex flex-col gap-4">
      <About draft={draft} />
      <p>{diffInWords(draft.diff)}</p>
      <Agents draft={draft} />
    </div>
  )
}
