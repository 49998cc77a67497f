'use client'
// The editor of a pack whole: the draft with its SQL judged, what it would do to hosts, which query is
// open, and how many changes there are.
import { useCallback, useEffect, useMemo, useState } from 'react'
import { findingsOf } from '@/components/sql/check-findings'
import type { DraftQuery } from '@/lib/client/pack-draft'
import type { DraftError } from '@/lib/client/pack-draft-faults'
import { useUrlParam } from '@/lib/client/use-url-param'
import type { PackDiff } from '@/lib/wire/pack-diff'
import { type Previews, useDraftPreview } from './use-draft-preview'
import type { PackDraft } from './use-pack-draft'
import { type SqlChecks, useSqlChecks } from './use-sql-checks'

export type PackEditor = {
  draft: PackDraft
  checks: SqlChecks
  previews: Previews
  /** Fields, targets and queries that a save would change. */
  changes: number
  openId: number | undefined
  setOpenId: (id: number | undefined) => void
  /** Queries whose unknown tables an extension of the agents brings. */
  extensions: ReadonlySet<number>
  setExtension: (id: number, on: boolean) => void
}

const urlMs = 400

/** The open query by id; the link names it, so it is found again after a reload. */
function useOpenId(queries: readonly DraftQuery[]) {
  const [held, hold] = useUrlParam('query')
  const [openId, setOpenId] = useState(() => queries.find(({ name }) => name === held)?.id)
  const name = queries.find(({ id }) => id === openId)?.name
  useEffect(() => {
    const timer = setTimeout(() => hold(name, 'replace'), urlMs)
    return () => clearTimeout(timer)
  }, [name, hold])
  return { openId, setOpenId }
}

/** Queries that a save would send with other SQL than the server has. */
function editedSql({ base, content }: PackDraft): DraftQuery[] {
  const before = new Map(base.content.queries.map((query) => [query.id, query]))
  return content.queries.filter((query) => {
    const held = before.get(query.id)
    return query.query_id === null && query !== held && query.query !== held?.query
  })
}

function useSqlErrors(draft: PackDraft, checks: SqlChecks, extensions: ReadonlySet<number>) {
  return useMemo(
    () =>
      editedSql(draft).flatMap((query): DraftError[] => {
        const report = checks.reportOf(query)
        if (!report) return []
        const found = findingsOf(report, extensions.has(query.id))
        const first = found.find(({ severity }) => severity === 'error')
        if (!first) return []
        const { message, place } = first
        return [{ query_id: query.id, field: 'query', message, ...place }]
      }),
    [draft, checks, extensions],
  )
}

function countChanges({ fields, targets, queries, reordered }: PackDiff): number {
  const { added, removed, changed } = queries
  const kinds = new Set(targets.map(({ kind, exclude }) => `${kind} ${exclude}`))
  return (
    fields.length + kinds.size + added.length + removed.length + changed.length + Number(reordered)
  )
}

const aboutFields = ['name', 'description', 'tags'] as const

function countAbout({ base, content }: PackDraft): number {
  return aboutFields.filter(
    (field) => JSON.stringify(base.content[field]) !== JSON.stringify(content[field]),
  ).length
}

export function usePackEditor(held: PackDraft): PackEditor {
  const { queries } = held.content
  const checks = useSqlChecks(queries)
  const { openId, setOpenId } = useOpenId(queries)
  const [extensions, setExtensions] = useState<ReadonlySet<number>>(new Set<number>())
  const found = useSqlErrors(held, checks, extensions)
  const errors = useMemo(() => [...held.errors, ...found], [held.errors, found])
  const setExtension = useCallback((id: number, on: boolean) => {
    setExtensions((old) => new Set(on ? [...old, id] : [...old].filter((each) => each !== id)))
  }, [])
  return {
    draft: { ...held, errors },
    checks,
    previews: useDraftPreview(held),
    changes: countChanges(held.diff) + countAbout(held),
    openId,
    setOpenId,
    extensions,
    setExtension,
  }
}
