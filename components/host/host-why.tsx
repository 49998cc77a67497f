'use client'
// Why the host has or lacks each pack and query, by the rules of its configuration. It answers for
// absent queries as well; the pack and the text looked for stand in the link.
import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, useState } from 'react'
import { ToneBadge } from '@/components/ui/badge'
import { cn } from '@/components/ui/cn'
import { SearchInput } from '@/components/ui/input'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { useUrlParams } from '@/lib/client/use-url-params'
import { type ExplainedPack, Explanation } from '@/lib/wire/host-explanations'
import { Ladder } from './why-ladder'
import { foundPacks, packPlace, queryPlace, type WhyWord, whyWord } from './why-words'

function Word({ why: { tone, word } }: { why: WhyWord }) {
  return <ToneBadge tone={tone}>{word}</ToneBadge>
}

type FoldProps = {
  name: string
  why: WhyWord
  note?: string
  open: boolean
  /** Opened or closed by the reader. */
  onChoose?: (open: boolean) => void
  mono?: boolean
  className?: string
  children: ReactNode
}

type HeadProps = Pick<FoldProps, 'name' | 'why' | 'note' | 'mono'> & { open: boolean }

function Head({ name, why, note, mono, open }: HeadProps) {
  return (
    <>
      <ChevronRight
        aria-hidden
        className={cn(
          'size-4 shrink-0 text-fg-subtle transition-transform duration-fast',
          open && 'rotate-90',
        )}
      />
      <span
        className={cn(
          'min-w-0 truncate max-sm:max-w-[calc(100%-1.75rem)]',
          mono ? 'mono' : 'font-semibold',
        )}
      >
        {name}
      </span>
      {why.reason && (
        <span className="min-w-0 truncate text-fg-muted text-meta max-sm:order-last max-sm:basis-full max-sm:ps-7">
          {why.reason}
        </span>
      )}
      <span className="ms-auto flex shrink-0 items-center gap-3">
        {note && <span className="text-fg-muted text-meta tabular-nums">{note}</span>}
        <Word why={why} />
      </span>
    </>
  )
}

/** A head with the verdict, and what is behind it, drawn once it is opened. */
function Fold({ open: first, onChoose, className, children, ...head }: FoldProps) {
  const [open, setOpen] = useState(first)
  return (
    <details
      open={open}
      onToggle={({ currentTarget }) => {
        // It also tells of what was opened from here.
        if (currentTarget.open === open) return
        setOpen(currentTarget.open)
        onChoose?.(currentTarget.open)
      }}
      className="min-w-0"
    >
      <summary
        className={cn(
          'flex cursor-pointer list-none flex-wrap items-center gap-x-3 gap-y-0.5 hover:bg-hover',
          className,
        )}
      >
        <Head {...head} open={open} />
      </summary>
      {open && children}
    </details>
  )
}

function Way({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      className="ms-3 mt-1 inline-flex min-h-6 items-center text-accent-fg hover:underline pointer-coarse:min-h-11"
    >
      {children}
    </Link>
  )
}

type QueryWhyProps = { query: ExplainedPack['queries'][number]; own: ExplainedPack; open: boolean }

function QueryWhy({ query, own, open }: QueryWhyProps) {
  return (
    <li className="border-line border-t">
      <Fold
        name={query.name}
        why={whyWord(query, own)}
        open={open}
        mono
        className="min-h-9 py-1 ps-6 pe-3"
      >
        <div className="pb-2 ps-8 pe-2">
          <Ladder steps={query.steps} label={`Rules for ${query.name}`} />
          <Way href={queryPlace(own.pack_id, query.name)}>Open {query.name} in its pack</Way>
        </div>
      </Fold>
    </li>
  )
}

type PackWhyProps = {
  pack: ExplainedPack
  queries: ExplainedPack['queries']
  open: boolean
  openQueries: boolean
  onChoose: (open: boolean) => void
}

function PackWhy({ pack, queries, open, openQueries, onChoose }: PackWhyProps) {
  const running = pack.queries.filter((query) => whyWord(query, pack).word === 'runs').length
  return (
    <section
      aria-label={pack.name}
      className="overflow-hidden rounded-lg border border-line bg-surface"
    >
      <Fold
        name={pack.name}
        why={whyWord(pack)}
        note={`${running} of ${formatNoun(pack.queries.length, 'query', 'queries')} run${pack.revision > 0 ? `, revision ${pack.revision}` : ''}`}
        open={open}
        onChoose={onChoose}
        className="min-h-11 px-3 py-1.5"
      >
        <div className="border-line border-t px-2 py-2">
          <Ladder steps={pack.steps} label={`Rules for ${pack.name}`} />
          <Way href={packPlace(pack)}>Open {pack.name}</Way>
        </div>
        <ul>
          {queries.map((query) => (
            <QueryWhy
              key={`${query.name} ${openQueries}`}
              {...{ query, own: pack, open: openQueries }}
            />
          ))}
        </ul>
      </Fold>
    </section>
  )
}

/** The text and the pack in the link. */
function useSought() {
  const [params, change] = useUrlParams()
  const typed = params.get('why') ?? ''
  const packId = Number(params.get('pack_id')) || undefined
  return {
    typed,
    packId,
    type: (text: string) => change({ why: text }, 'replace'),
    openPack: (id: number, open: boolean) => {
      if (open && id !== packId) change({ pack_id: String(id) }, 'replace')
      if (!open && id === packId) change({ pack_id: undefined }, 'replace')
    },
  }
}

function Nothing({ typed }: { typed: string }) {
  return (
    <EmptyState title={`No pack has a query named like "${typed}"`}>
      Not this host nor any other can have it on a schedule, drafts and rollouts included.
    </EmptyState>
  )
}

function Sum({ packs }: { packs: readonly ExplainedPack[] }) {
  const queries = packs.flatMap((pack) => pack.queries.map((query) => whyWord(query, pack).word))
  const count = (word: string) => queries.filter((each) => each === word).length
  const skipped = count('agent skips it')
  return (
    <p className="text-fg-muted tabular-nums">
      {formatNoun(queries.length, 'query', 'queries')} = {count('runs')} running +{' '}
      {count('does not run')} ruled out{skipped > 0 && ` + ${skipped} that its agent skips`}
    </p>
  )
}

export function HostWhyTab({ hostId }: { hostId: number }) {
  const poll = usePoll(Explanation, `/api/v1/fleet/hosts/${hostId}/explain`, 60)
  const { typed, packId, type, openPack } = useSought()
  const text = typed.trim().toLowerCase()
  if (!poll.value) return <Pending poll={poll} failed="The reasons could not be read" />
  const packs = 'packs' in poll.value ? poll.value.packs : []
  if (packs.length === 0)
    return <EmptyState title="There is no pack yet">So there is nothing to explain.</EmptyState>
  const found = foundPacks(packs, text)
  return (
    <div className="flex max-w-[960px] flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchInput
          label="Query or pack"
          placeholder="Why does it run, or not? Type a name"
          value={typed}
          onChange={type}
          className="w-96 max-sm:w-full"
        />
        <Sum packs={packs} />
      </div>
      {found.length === 0 && <Nothing typed={typed} />}
      {found.map(({ pack, queries }) => (
        <PackWhy
          key={`${pack.pack_id} ${text !== ''}`}
          pack={pack}
          queries={[...queries]}
          open={text !== '' || pack.pack_id === packId || packs.length === 1}
          openQueries={text !== '' && queries.length <= 3}
          onChoose={(open) => openPack(pack.pack_id, open)}
        />
      ))}
    </div>
  )
}
