'use client'
// What a draft changes, object by object, and what that does on agents.
import { isEmptyDiff } from '@/lib/wire/pack-diff'
import { ContentDiff } from './content-diff'
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

type SaveDiffProps = { draft: PackDraft; names: Readonly<Record<number, string>> }

export function SaveDiff({ draft, names }: SaveDiffProps) {
  const renamed = draft.base.content.name !== draft.content.name
  return (
    <div className="flex flex-col gap-4">
      <About draft={draft} />
      {!isEmptyDiff(draft.diff) && <ContentDiff diff={draft.diff} names={names} />}
      {renamed && (
        <p className="text-fg-muted">
          The pack is renamed: every differential query reports all its rows as added again.
        </p>
      )}
    </div>
  )
}
