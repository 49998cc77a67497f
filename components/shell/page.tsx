'use client'
// One page inside the frame: breadcrumb, name and actions in the 48 px header, content below. On a
// phone the actions stick to the bottom edge.
import { Menu as MenuIcon, Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect, useRef } from 'react'
import { IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Kbd } from '@/components/ui/kbd'
import { StatusDot } from './frame-status'
import { useShell } from './shell-context'

type Crumb = { label: string; href: string }

type PageProps = {
  /** The one h1. */
  title: ReactNode
  /** What lies above it: the noun, then the object. */
  crumbs?: readonly Crumb[]
  /** Beside the name: a range, an as-of, a badge. */
  note?: ReactNode
  actions?: ReactNode
  /** The content manages its own height, as a page with one big grid does. */
  fill?: boolean
  children: ReactNode
  className?: string
}

export function Page(props: PageProps) {
  const { title, crumbs = [], note, actions, fill, children, className } = props
  const { openDrawer } = useShell()
  return (
    <>
      <header className="relative flex h-12 shrink-0 items-center gap-2 border-line border-b bg-surface px-4 sm:gap-3 sm:px-6">
        <IconButton label="Open navigation" onClick={openDrawer} className="-ms-2 lg:hidden">
          <MenuIcon aria-hidden />
        </IconButton>
        {crumbs.length > 0 && <Crumbs crumbs={crumbs} />}
        <PageName>{title}</PageName>
        {note && (
          <div className="flex shrink-0 items-center gap-2 whitespace-nowrap max-lg:min-w-0 max-lg:shrink max-lg:overflow-hidden max-sm:hidden">
            {note}
          </div>
        )}
        <div className="ms-auto flex shrink-0 items-center gap-2">
          <SearchButton />
          {actions && <ActionBar>{actions}</ActionBar>}
          <StatusDot />
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className={cn(
          'relative min-h-0 flex-1 outline-none',
          fill ? 'flex flex-col overflow-hidden' : 'overflow-y-auto',
          actions !== undefined && 'max-sm:pb-16',
        )}
      >
        <div className={cn('p-4 sm:p-6', fill && 'flex min-h-0 flex-1 flex-col', className)}>
          {note && <div className="mb-3 flex items-center gap-2 sm:hidden">{note}</div>}
          {children}
        </div>
      </main>
    </>
  )
}

function ActionBar({ children }: { children: ReactNode }) {
  return (
    <div
      data-page-bar=""
      className="flex items-center gap-2 max-sm:fixed max-sm:inset-x-0 max-sm:bottom-0 max-sm:z-sticky max-sm:border-line max-sm:border-t max-sm:bg-surface max-sm:p-2 max-sm:[&>*]:flex-1"
    >
      {children}
    </div>
  )
}

/** Gets focus when the reader came here from another page; only when it is drawn, not when asked. */
function PageName({ children }: { children: ReactNode }) {
  const { arrive } = useShell()
  const pathname = usePathname()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (heading.current) arrive(pathname, heading.current)
  }, [pathname, arrive])
  return (
    <h1 ref={heading} tabIndex={-1} className="min-w-0 truncate font-semibold text-body">
      {children}
    </h1>
  )
}

function Crumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="shrink-0">
      <ol className="flex items-center gap-1.5">
        {crumbs.map((crumb) => (
          <li key={crumb.href} className="flex items-center gap-1.5">
            <Link
              href={crumb.href}
              className="inline-flex min-h-6 items-center rounded-sm text-fg-muted hover:text-fg"
            >
              {crumb.label}
            </Link>
            <span aria-hidden className="text-fg-subtle">
              /
            </span>
          </li>
        ))}
      </ol>
    </nav>
  )
}

function SearchButton() {
  const { openPalette } = useShell()
  return (
    <button
      type="button"
      aria-label="Search and commands"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={openPalette}
      className="inline-flex h-(--control) items-center gap-2 rounded-md border border-line-strong bg-surface px-2 text-fg-muted transition-colors duration-fast hover:bg-hover max-md:border-transparent"
    >
      <Search aria-hidden />
      <span className="max-md:hidden">Search</span>
      <Kbd keys="Ctrl K" className="max-md:hidden" />
    </button>
  )
}
