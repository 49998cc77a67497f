'use client'
// Somebody saved while this draft was open: what they changed, what I did, and where both touched the
// same. What is chosen becomes a draft on their revision; nothing is saved here.
import { useEffect, useMemo, useState } from 'react'
import { Button } from '@/components/ui/button'
import { RadioGroup } from '@/components/ui/choice'
import { cn } from '@/components/ui/cn'
import { Dialog } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toast'
import { formatNoun } from '@/lib/client/format'
import type { DraftBase } from '@/lib/client/pack-draft'
import {
  type Choice,
  type Choices,
  choiceOf,
  type MergeItem,
  mergeDrafts,
  mergeItems,
  needsChoice,
} from '@/lib/client/pack-draft-merge'
import { readBase } from '@/lib/client/pack-draft-save'
import { fieldWord, valueWords } from './conflict-words'
import type { PackDraft } from './use-pack-draft'

type ConflictProps = {
  draft: PackDraft
  open: boolean
  onOpenChange: (open: boolean) => void
  names: Readonly<Record<number, string>>
}

/** Their revision, read when the view opens. */
function useTheirs(packId: number, open: boolean, revision: number) {
  const [theirs, setTheirs] = useState<DraftBase>()
  const [failure, setFailure] = useState<string>()
  useEffect(() => {
    if (!open || revision === 0) return
    const stop = new AbortController()
    readBase(packId, stop.signal).then(setTheirs, (error: unknown) => {
      if (!stop.signal.aborted) setFailure(String(error))
    })
    return () => stop.abort()
  }, [packId, open, revision])
  return { theirs, failure }
}

type ValueProps = { label: string; value: string; chosen: boolean; mono: boolean }

function Value({ label, value, chosen, mono }: ValueProps) {
  return (
    <div
      className={cn(
        'min-w-0 rounded-md border px-3 py-2',
        chosen ? 'border-accent bg-accent-soft' : 'border-line bg-sunken',
      )}
    >
      <p className="text-fg-muted text-meta">{label}</p>
      <p className={cn('max-h-32 overflow-auto whitespace-pre-wrap break-words', mono && 'mono')}>
        {value}
      </p>
    </div>
  )
}

type ItemProps = {
  item: MergeItem
  choice: Choice | undefined
  onChoose: (choice: Choice) => void
  by: string
  names: ConflictProps['names']
}

function options(item: MergeItem, by: string) {
  const both = item.field === 'query' ? 'Both: mine as a copy' : 'Both'
  return [
    { value: 'theirs' as const, label: by },
    { value: 'mine' as const, label: 'Mine' },
    ...(item.bothPossible ? [{ value: 'both' as const, label: both }] : []),
  ]
}

function Item({ item, choice, onChoose, by, names }: ItemProps) {
  const mono = item.field === 'query' || item.field === 'discovery'
  const words = (value: unknown) => valueWords(item, value, names)
  return (
    <li className="flex flex-col gap-2 border-line border-t py-3 first:border-t-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="min-w-0 break-words">
          {item.query !== undefined && <span className="mono font-medium">{item.query} </span>}
          <span className={item.query === undefined ? 'font-medium' : 'text-fg-muted'}>
            {fieldWord(item)}
          </span>
          {needsChoice(item) && !mono && (
            <span className="text-fg-subtle">, was {words(item.base)}</span>
          )}
        </span>
        <RadioGroup<Choice | ''>
          inline
          label={`${item.query ?? 'The pack'}, ${fieldWord(item)}`}
          value={choice ?? ''}
          onChange={(next) => next !== '' && onChoose(next)}
          options={options(item, by)}
        />
      </div>
      <div className="grid gap-2 sm:grid-cols-2">
        <Value
          label={item.changed === 'mine' ? `${by}: as it was` : by}
          value={words(item.theirs)}
          chosen={choice === 'theirs' || choice === 'both'}
          mono={mono}
        />
        <Value
          label={item.changed === 'theirs' ? 'Mine: as it was' : 'Mine'}
          value={words(item.mine)}
          chosen={choice === 'mine' || choice === 'both'}
          mono={mono}
        />
      </div>
    </li>
  )
}

type GroupProps = Pick<ItemProps, 'by' | 'names'> & {
  title: string
  items: readonly MergeItem[]
  choices: Choices
  onChoose: (key: string, choice: Choice) => void
}

function Group({ title, items, choices, onChoose, ...rest }: GroupProps) {
  if (items.length === 0) return null
  return (
    <section aria-label={title}>
      <h3 className="text-title">{title}</h3>
      <ul>
        {items.map((item) => (
          <Item
            key={item.key}
            item={item}
            choice={needsChoice(item) ? choices.get(item.key) : choiceOf(item, choices)}
            onChoose={(choice) => onChoose(item.key, choice)}
            {...rest}
          />
        ))}
      </ul>
    </section>
  )
}

function useMerge({ draft, open }: ConflictProps) {
  const { theirs, failure } = useTheirs(draft.pack.id, open, draft.pack.revision)
  const [choices, setChoices] = useState<Choices>(new Map())
  const { base, content } = draft
  const sides = useMemo(
    () => theirs && { base: base.content, theirs: theirs.content, mine: content },
    [theirs, base, content],
  )
  const items = useMemo(() => (sides ? mergeItems(sides) : []), [sides])
  const undecided = items.filter((item) => needsChoice(item) && !choices.has(item.key)).length
  const choose = (key: string, choice: Choice) => setChoices((old) => new Map(old).set(key, choice))
  const chooseAll = (choice: Choice) =>
    setChoices(new Map(items.filter((item) => needsChoice(item)).map((item) => [item.key, choice])))
  return { theirs, failure, sides, items, choices, undecided, choose, chooseAll }
}

type Merge = ReturnType<typeof useMerge>

function Groups({ merge, by, names }: { merge: Merge; by: string; names: ConflictProps['names'] }) {
  const { items, choices, choose } = merge
  const shared = { choices, onChoose: choose, by, names }
  const of = (changed: Choice) => items.filter((item) => item.changed === changed)
  if (items.length === 0)
    return <p className="text-fg-muted">Both say the same. Nothing needs a decision.</p>
  return (
    <div className="flex flex-col gap-6">
      {of('both').length > 1 && (
        <div className="flex flex-wrap gap-2">
          <Button size="small" onClick={() => merge.chooseAll('theirs')}>
            {by} everywhere
          </Button>
          <Button size="small" onClick={() => merge.chooseAll('mine')}>
            Mine everywhere
          </Button>
        </div>
      )}
      <Group title="Both changed" items={of('both')} {...shared} />
      <Group title={`${by} changed`} items={of('theirs')} {...shared} />
      <Group title="I changed" items={of('mine')} {...shared} />
    </div>
  )
}

/** Why the draft cannot be merged yet. */
function lacksOf({ theirs, undecided }: Merge): string | undefined {
  if (!theirs) return 'Reading their revision'
  return undecided > 0 ? `${formatNoun(undecided, 'decision')} to make first` : undefined
}

function Body({ merge, by, names }: { merge: Merge; by: string; names: ConflictProps['names'] }) {
  if (merge.failure) return <p role="alert">Their revision could not be read. {merge.failure}</p>
  if (!merge.theirs) return <p className="text-fg-muted">Reading their revision</p>
  return <Groups merge={merge} by={by} names={names} />
}

export function ConflictView(props: ConflictProps) {
  const { draft, open, onOpenChange, names } = props
  const merge = useMerge(props)
  const { theirs, sides } = merge
  const { changed_by } = draft.pack
  const revision = theirs?.revision ?? draft.pack.revision
  const merged = () => {
    if (!theirs || !sides) return
    draft.rebase(theirs, mergeDrafts(sides, merge.choices))
    onOpenChange(false)
    const detail = 'Nothing is saved yet.'
    toast.done(`The draft now begins at revision ${theirs.revision}`, { detail })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Revision ${revision} was saved by ${changed_by ?? 'somebody'} meanwhile`}
      description="Choose what shall hold. The result is a draft on their revision; nothing is saved yet."
      className="max-w-4xl"
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Decide later</Button>
          <Button variant="primary" disabledReason={lacksOf(merge)} onClick={merged}>
            Merge into my draft
          </Button>
        </>
      }
    >
      <Body merge={merge} by={changed_by ?? 'Theirs'} names={names} />
    </Dialog>
  )
}
