'use client'
// The keys that work on this page, its own first.
import { Dialog } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import { usePreferences } from '@/lib/client/use-preferences'
import { usePageActions } from './page-actions'
import { useShell } from './shell-context'

type Row = { keys: string; label: string }

const everywhere: Row[] = [
  { keys: 'Ctrl K', label: 'Search and commands' },
  { keys: '/', label: 'Search this page' },
  { keys: 'c', label: 'New live query' },
  { keys: '[', label: 'Fold the sidebar' },
  { keys: '1 … 9', label: 'Tabs, by position' },
  { keys: 'Esc', label: 'Close, then clear the selection' },
  { keys: '?', label: 'This list' },
]

const grid: Row[] = [
  { keys: '\u2190 \u2191 \u2193 \u2192', label: 'Move between cells' },
  { keys: 'j k', label: 'Next and previous row' },
  { keys: 'Home End', label: 'First and last column' },
  { keys: 'Enter', label: 'Open the row or the whole value' },
  { keys: 'x', label: 'Select the row, where rows can be selected' },
  { keys: 'Shift X', label: 'Select all rows up to this one' },
  { keys: 'Ctrl C', label: 'Copy the cell' },
]

function Keys({ title, rows }: { title: string; rows: readonly Row[] }) {
  if (rows.length === 0) return null
  return (
    <section className="min-w-0">
      <h3 className="mb-1 font-medium text-fg-subtle text-meta">{title}</h3>
      <dl>
        {rows.map((row) => (
          <div key={row.label} className="flex min-h-7 items-center justify-between gap-4">
            <dt>{row.label}</dt>
            <dd>
              <span className="sr-only">{row.keys}</span>
              <Kbd keys={row.keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const off = 'You switched single-letter keys off in Settings. Chords and keys in a grid still work.'

export function KeysSheet(props: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const own = usePageActions().flatMap(({ keys, label }) => (keys ? [{ keys, label }] : []))
  const { shortcuts = true } = usePreferences().preferences
  const places = useShell().pages.map(({ letter, label }) => ({ keys: `g ${letter}`, label }))
  return (
    <Dialog
      {...props}
      title="Keys on this page"
      className="max-w-2xl"
      {...(shortcuts ? {} : { description: off })}
    >
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <Keys title="This page" rows={own} />
        <Keys title="Everywhere" rows={everywhere} />
        <Keys title="Go to" rows={places} />
        <Keys title="In a grid" rows={grid} />
      </div>
    </Dialog>
  )
}
