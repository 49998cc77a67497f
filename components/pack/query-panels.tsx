'use client'
// What stands around the query table: the open query beside it, the words for an empty pack, the keys.
import { BookOpen, Plus } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/page-states'
import { Sheet } from '@/components/ui/sheet'

type EmptyPackProps = { noWrite: string | undefined; onAdd: () => void; onLibrary: () => void }

export function EmptyPack({ noWrite, onAdd, onLibrary }: EmptyPackProps) {
  const add = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // After the page's name has had its focus: an empty pack wants its first query.
    const timer = setTimeout(() => add.current?.focus({ preventScroll: true }), 50)
    return () => clearTimeout(timer)
  }, [])
  return (
    <EmptyState
      title="No query in this pack yet"
      action={
        <>
          <Button ref={add} variant="primary" onClick={onAdd} disabledReason={noWrite}>
            <Plus aria-hidden /> Add a query
          </Button>
          <Button onClick={onLibrary} disabledReason={noWrite}>
            <BookOpen aria-hidden /> From the library
          </Button>
        </>
      }
    >
      Hosts that it reaches run nothing for it.
    </EmptyState>
  )
}

type BesideProps = {
  name: string
  wide: boolean
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
}

/** The open query beside the table, or over it where there is no room. */
export function Beside({ name, wide, open, onOpenChange, children }: BesideProps) {
  if (wide)
    return (
      <section
        aria-label={`Query ${name}`}
        className="min-h-0 min-w-0 overflow-y-auto rounded-lg border border-line bg-surface p-4"
      >
        {children}
      </section>
    )
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title={<span className="mono">{name || 'Query'}</span>}
      className="max-sm:w-screen"
    >
      {children}
    </Sheet>
  )
}

export function KeysLine() {
  return (
    <p className="border-line border-t px-3 py-1.5 text-fg-subtle text-meta max-xl:hidden">
      <span className="mono">j k</span> move, <span className="mono">Enter</span> edit,{' '}
      <span className="mono">x</span> select, <span className="mono">n</span> add,{' '}
      <span className="mono">Alt ↑↓</span> reorder, <span className="mono">?</span> all keys
    </p>
  )
}
