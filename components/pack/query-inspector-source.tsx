'use client'
// Where the SQL of the open query comes from: this pack, or a saved query that others use too.
import { BookOpen, PencilLine } from 'lucide-react'
import { useMemo } from 'react'
import { Button, ButtonLink } from '@/components/ui/button'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import type { DraftQuery } from '@/lib/client/pack-draft'
import { useSettled } from '@/lib/client/use-settled'
import { PackReply } from '@/lib/wire/packs'
import { QueryReply } from '@/lib/wire/queries'

const packsMost = 10

/** The saved query, and how many hosts its other packs reach; a host in two packs counts twice. */
async function readUse({ id, pack }: { id: number; pack: number }, signal: AbortSignal) {
  const { query } = await api(QueryReply, `/api/v1/fleet/queries/${id}`, { signal })
  const others = query.packs.filter((each) => each.id !== pack)
  const counted = await Promise.all(
    others.slice(0, packsMost).map((each) =>
      api(PackReply, `/api/v1/fleet/packs/${each.id}`, { signal }).then(
        (reply) => (reply.pack.disabled ? 0 : reply.pack.total_hosts_count),
        () => 0,
      ),
    ),
  )
  return { name: query.name, others, hosts: counted.reduce((sum, count) => sum + count, 0) }
}

type SourceProps = {
  packId: number
  query: DraftQuery
  readOnly: boolean
  /** Takes the SQL into this pack, where it can be changed alone. */
  onCopyHere: () => void
  onFromLibrary: () => void
}

function OwnSource({ readOnly, onFromLibrary }: Pick<SourceProps, 'readOnly' | 'onFromLibrary'>) {
  return (
    <div className="flex items-center justify-between gap-2">
      <span className="font-medium">
        SQL <span className="font-normal text-fg-subtle">of this pack</span>
      </span>
      {!readOnly && (
        <Button size="small" variant="ghost" onClick={onFromLibrary}>
          <BookOpen aria-hidden /> Use one of the library
        </Button>
      )}
    </div>
  )
}

type Use = Awaited<ReturnType<typeof readUse>>

function sharedWords({ others, hosts }: Use): string {
  if (others.length === 0) return 'In no other pack.'
  return `Also in ${formatNoun(others.length, 'other pack')}, ${formatNoun(hosts, 'host')}.`
}

export function QuerySource({ packId, query, readOnly, onCopyHere, onFromLibrary }: SourceProps) {
  const { query_id } = query
  const question = useMemo(
    () => (query_id === null ? undefined : { id: query_id, pack: packId }),
    [query_id, packId],
  )
  const use = useSettled(question, 0, readUse).answer?.value
  if (query_id === null) return <OwnSource readOnly={readOnly} onFromLibrary={onFromLibrary} />
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <span className="min-w-0">
        <span className="font-medium">SQL </span>
        <span className="text-fg-muted">
          of the library query{use && <span className="mono text-fg"> {use.name}</span>}.{' '}
          {use && sharedWords(use)}
        </span>
      </span>
      {!readOnly && (
        <span className="flex flex-wrap gap-2">
          <ButtonLink size="small" href={`/queries?id=${query_id}&tab=edit`}>
            <BookOpen aria-hidden /> Edit for all
          </ButtonLink>
          <Button size="small" onClick={onCopyHere}>
            <PencilLine aria-hidden /> Make a copy here
          </Button>
        </span>
      )}
    </div>
  )
}
