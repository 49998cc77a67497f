'use client'
// A list without packs: the three ways to the first one.
import { FilePlus2, LibraryBig, type LucideIcon, Upload } from 'lucide-react'
import { Button } from '@/components/ui/button'

type PacksEmptyProps = {
  /** Why the viewer may not make packs, if they may not. */
  noWrite: string | undefined
  onStarter: () => void
  onImport: () => void
  onBlank: () => void
}

type Way = {
  icon: LucideIcon
  title: string
  text: string
  action: string
  off?: string | undefined
  run: () => void
}

function WayCard({ way }: { way: Way }) {
  const { icon: Icon, title, text, action, off, run } = way
  return (
    <li className="flex flex-col items-start gap-2 rounded-lg border border-line bg-surface p-4 text-start">
      <Icon aria-hidden className="size-5! text-fg-subtle" />
      <h2 className="font-semibold">{title}</h2>
      <p className="text-fg-muted">{text}</p>
      <Button className="mt-auto" disabledReason={off} onClick={run}>
        {action}
      </Button>
    </li>
  )
}

export function PacksEmpty({ noWrite, onStarter, onImport, onBlank }: PacksEmptyProps) {
  const ways: Way[] = [
    {
      icon: LibraryBig,
      title: 'Take a starter pack',
      text: 'Queries for Linux, macOS and Windows, each with what it is for and what it costs.',
      action: 'See starter packs',
      run: onStarter,
    },
    {
      icon: Upload,
      title: 'Import what you have',
      text: 'Drop a pack file anywhere on this page. Nothing is saved before you say so.',
      action: 'Import packs',
      off: noWrite,
      run: onImport,
    },
    {
      icon: FilePlus2,
      title: 'Start with a blank one',
      text: 'Give it a name, write its queries, try them on one host, then choose targets.',
      action: 'New pack',
      off: noWrite,
      run: onBlank,
    },
  ]
  return (
    <div className="mx-auto w-full max-w-4xl px-4 py-12">
      <p className="text-center font-semibold">No pack yet</p>
      <p className="mt-1 mb-6 text-center text-fg-muted">
        A pack is a set of queries that hosts run on a schedule.
      </p>
      <ul className="grid gap-4 md:grid-cols-3">
        {ways.map((way) => (
          <WayCard key={way.title} way={way} />
        ))}
      </ul>
    </div>
  )
}
