'use client'
// The cells of the query table that can be edited in place. Enter keeps, Esc gives up, Tab keeps and
// goes on to the next one.
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { cn } from '@/components/ui/cn'
import type { DraftQuery } from '@/lib/client/pack-draft'
import type { QueryPatch } from '@/lib/client/pack-draft-queries'
import { platformNames, type TablePlatform, tablePlatforms } from '@/lib/wire/platforms'
import {
  intervalText,
  type Mode,
  modeFields,
  modes,
  platformLetters,
  platformsOf,
  readInterval,
  withPlatform,
} from './query-grid-words'

/** How an edit ends: `stay` keeps the cell, the others go to the next or the previous one. */
export type Leave = 'stay' | 'next' | 'previous' | 'blur'

type CellEditorProps = {
  query: DraftQuery
  onDone: (patch: QueryPatch | undefined, leave: Leave) => void
}

const look =
  'field-text h-[calc(100%-6px)] w-full min-w-0 rounded-sm border border-line-control bg-surface px-1.5 text-body text-fg outline-2 outline-ring -outline-offset-1 aria-invalid:border-bad aria-invalid:outline-bad'

function leaveOf(event: KeyboardEvent): Leave | 'cancel' | undefined {
  if (event.nativeEvent.isComposing) return undefined
  if (event.key === 'Enter') return 'stay'
  if (event.key === 'Escape') return 'cancel'
  if (event.key === 'Tab') return event.shiftKey ? 'previous' : 'next'
  return undefined
}

type Ends = {
  onKeyDown: (event: KeyboardEvent) => void
  onBlur: (event: FocusEvent<HTMLElement>) => void
}

/** Keys that end an edit, and leaving the field by pointer; it ends once. */
function useEnds(read: () => QueryPatch | undefined, onDone: CellEditorProps['onDone']): Ends {
  const over = useRef(false)
  const end = (patch: QueryPatch | undefined, leave: Leave) => {
    if (over.current) return
    over.current = true
    onDone(patch, leave)
  }
  return {
    onKeyDown: (event) => {
      event.stopPropagation()
      const leave = leaveOf(event)
      if (!leave) return
      event.preventDefault()
      if (leave === 'cancel') end(undefined, 'stay')
      else end(read(), leave)
    },
    onBlur: (event) => {
      if (!event.currentTarget.contains(event.relatedTarget)) end(read(), 'blur')
    },
  }
}

type TextEditorProps = {
  label: string
  first: string
  read: (text: string) => QueryPatch | undefined
  onDone: CellEditorProps['onDone']
  invalid?: ((text: string) => boolean) | undefined
  className?: string
}

function TextEditor({ label, first, read, onDone, invalid, className }: TextEditorProps) {
  const [text, setText] = useState(first)
  const field = useRef<HTMLInputElement>(null)
  const ends = useEnds(() => read(text), onDone)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  return (
    <input
      ref={field}
      aria-label={label}
      aria-invalid={invalid?.(text) || undefined}
      value={text}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => setText(event.target.value)}
      {...ends}
      className={cn(look, className)}
    />
  )
}

export function NameEditor({ query, onDone }: CellEditorProps) {
  return (
    <TextEditor
      label="Name"
      first={query.name}
      read={(name) => ({ name: name.trim() })}
      onDone={onDone}
      className="mono"
    />
  )
}

export function IntervalEditor({ query, onDone }: CellEditorProps) {
  return (
    <TextEditor
      label="Interval, such as 15 min, 1 h or 900"
      first={intervalText(query.interval)}
      invalid={(text) => readInterval(text) === undefined}
      read={(text) => {
        const interval = readInterval(text)
        return interval === undefined ? undefined : { interval }
      }}
      onDone={onDone}
      className="tabular-nums"
    />
  )
}

export function ModeEditor({ query, onDone }: CellEditorProps) {
  const first: Mode = query.snapshot ? 'snapshot' : query.removed ? 'differential' : 'added only'
  const [mode, setMode] = useState<Mode>(first)
  const field = useRef<HTMLSelectElement>(null)
  const ends = useEnds(() => (mode === first ? undefined : modeFields[mode]), onDone)
  useEffect(() => field.current?.focus(), [])
  return (
    <select
      ref={field}
      aria-label="Mode"
      value={mode}
      onChange={(event) => setMode(modes.find((each) => each === event.target.value) ?? mode)}
      {...ends}
      className={cn(look, 'px-0.5')}
    >
      {modes.map((each) => (
        <option key={each}>{each}</option>
      ))}
    </select>
  )
}

const keyPlatform: Record<string, TablePlatform> = { m: 'darwin', l: 'linux', w: 'windows' }

/** Moves focus among the buttons of a box, around its ends. */
function stepFocus(box: HTMLElement | null, by: number) {
  const buttons = [...(box?.querySelectorAll('button') ?? [])]
  const at = buttons.findIndex((button) => button.contains(document.activeElement))
  buttons[(at + by + buttons.length) % buttons.length]?.focus()
}

function usePlatforms({ query, onDone }: CellEditorProps) {
  const [text, setText] = useState(query.platform)
  const box = useRef<HTMLFieldSetElement>(null)
  const ends = useEnds(() => (text === query.platform ? undefined : { platform: text }), onDone)
  useEffect(() => box.current?.querySelector('button')?.focus(), [])
  const toggle = (platform: TablePlatform) =>
    setText((old) => withPlatform(old, platform, !platformsOf(old)?.includes(platform)))
  const onKeyDown = (event: KeyboardEvent) => {
    const platform = keyPlatform[event.key.toLowerCase()]
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    // The space bar presses the button that has focus.
    if (event.key === ' ') return event.stopPropagation()
    if (by === undefined && (!platform || event.ctrlKey || event.metaKey))
      return ends.onKeyDown(event)
    if (by !== undefined) stepFocus(box.current, by)
    else if (platform) toggle(platform)
    event.preventDefault()
    event.stopPropagation()
  }
  return { on: new Set(platformsOf(text)), box, toggle, onKeyDown, onBlur: ends.onBlur }
}

export function PlatformEditor(props: CellEditorProps) {
  const { on, box, toggle, onKeyDown, onBlur } = usePlatforms(props)
  return (
    <fieldset
      ref={box}
      aria-label="Platforms: keys m, l and w"
      onKeyDown={onKeyDown}
      onBlur={onBlur}
      className="flex h-[calc(100%-6px)] items-center gap-0.5 rounded-sm bg-surface outline-2 outline-ring"
    >
      {tablePlatforms.map((platform) => (
        <button
          key={platform}
          type="button"
          tabIndex={-1}
          aria-pressed={on.has(platform)}
          aria-label={platformNames[platform]}
          onClick={() => toggle(platform)}
          className="mono grid size-6 place-items-center rounded-sm border border-line-control text-fg-muted outline-offset-0 aria-pressed:bg-selected aria-pressed:font-semibold aria-pressed:text-fg"
        >
          {platformLetters[platform]}
        </button>
      ))}
    </fieldset>
  )
}
