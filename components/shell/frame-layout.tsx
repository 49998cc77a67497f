'use client'
// Where things stand: sidebar or drawer, page, status strip; and the overlays any page can open.
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { Sheet } from '@/components/ui/sheet'
import { keepPreference } from '@/lib/client/preferences'
import { rememberPage } from '@/lib/client/recent'
import { useMedia } from '@/lib/client/use-media'
import { usePreferences } from '@/lib/client/use-preferences'
import type { Theme } from '@/lib/wire/frame'
import { StatusStrip } from './frame-status'
import { KeysSheet } from './keys-sheet'
import { pagesWithout, withTeam } from './navigation'
import { usePageActions } from './page-actions'
import { PaletteDoor } from './palette-door'
import { ShellContext, useShell } from './shell-context'
import { Sidebar } from './sidebar'
import { useShortcuts } from './use-shortcuts'
import { UserMenu } from './user-menu'
import type { ShellViewer } from './viewer'

export type FrameLayoutProps = {
  viewer: ShellViewer
  theme: Theme
  /** The cookie `sidebar` is "rail". */
  folded: boolean
  children: ReactNode
}

/** Moves focus to the page's name when another page is there, and remembers objects for the palette. */
function useArrival(): (pathname: string, heading: HTMLElement) => void {
  const last = useRef(usePathname())
  return useCallback((pathname, heading) => {
    const title = heading.textContent
    if (!title) return
    if (pathname.split('/').length > 2) rememberPage({ path: pathname, title })
    if (last.current === pathname) return
    last.current = pathname
    heading.focus({ preventScroll: true })
  }, [])
}

type Overlay = 'palette' | 'drawer' | 'keys' | null

function useShellState(first: Theme, { settings, withheld }: ShellViewer) {
  const [overlay, setOverlay] = useState<Overlay>(null)
  const { preferences, choose } = usePreferences()
  const theme = preferences.theme ?? first
  const arrive = useArrival()
  const shell = useMemo(
    () => ({
      openPalette: () => setOverlay('palette'),
      openDrawer: () => setOverlay('drawer'),
      openKeys: () => setOverlay('keys'),
      arrive,
      theme,
      setTheme: (next: Theme) => choose({ theme: next }),
      pages: pagesWithout(withheld),
      settings,
    }),
    [theme, arrive, choose, settings, withheld],
  )
  const toggle = (name: Overlay) => (open: boolean) => setOverlay(open ? name : null)
  return { shell, overlay, toggle }
}

export function FrameLayout({ viewer, theme, folded: firstFolded, children }: FrameLayoutProps) {
  const { shell, overlay, toggle } = useShellState(theme, viewer)
  const [folded, setFolded] = useState(firstFolded)
  const toggleSidebar = () => {
    keepPreference('sidebar', folded ? 'full' : 'rail')
    setFolded(!folded)
  }
  return (
    <ShellContext value={shell}>
      <Keys toggleSidebar={toggleSidebar} />
      <SkipLink />
      <div className="flex h-dvh overflow-hidden">
        <FixedSidebar viewer={viewer} folded={folded} />
        <div className="flex min-w-0 flex-1 flex-col">
          {children}
          <StatusStrip />
        </div>
      </div>
      <Sheet
        open={overlay === 'drawer'}
        onOpenChange={toggle('drawer')}
        title="Navigation"
        side="start"
        bare
        className="w-70"
      >
        <DrawerPages viewer={viewer} onLeave={() => toggle('drawer')(false)} />
      </Sheet>
      <PaletteDoor open={overlay === 'palette'} onOpenChange={toggle('palette')} />
      <KeysSheet open={overlay === 'keys'} onOpenChange={toggle('keys')} />
    </ShellContext>
  )
}

function Keys({ toggleSidebar }: { toggleSidebar: () => void }) {
  const router = useRouter()
  const teamId = useSearchParams().get('team_id')
  const actions = usePageActions()
  const { openPalette, openKeys, pages } = useShell()
  const go = (path: string) => router.push(withTeam(path, teamId))
  const letters = usePreferences().preferences.shortcuts !== false
  useShortcuts({ letters, actions, pages, go, openPalette, openKeys, toggleSidebar })
  return null
}

function SkipLink() {
  return (
    <a
      href="#main"
      className="sr-only z-tooltip rounded-md bg-ink px-3 py-2 text-on-ink focus:not-sr-only focus:fixed focus:start-2 focus:top-2"
    >
      Skip to content
    </a>
  )
}

function FixedSidebar({ viewer, folded }: { viewer: ShellViewer; folded: boolean }) {
  const narrow = useMedia('(max-width: 1279px)')
  const labelClass = folded ? 'sr-only' : 'max-xl:sr-only'
  return (
    <aside
      aria-label="Sidebar"
      className={cn(
        'w-14 shrink-0 border-line border-e bg-surface max-lg:hidden',
        !folded && 'xl:w-58',
      )}
    >
      <Sidebar
        viewer={viewer}
        rail={folded || narrow}
        labelClass={labelClass}
        footer={<UserMenu viewer={viewer} labelClass={labelClass} />}
      />
    </aside>
  )
}

function DrawerPages({ viewer, onLeave }: { viewer: ShellViewer; onLeave: () => void }) {
  const pathname = usePathname()
  const opened = useRef(pathname)
  useEffect(() => {
    if (opened.current !== pathname) onLeave()
  }, [pathname, onLeave])
  const footer = <UserMenu viewer={viewer} labelClass="" />
  return <Sidebar viewer={viewer} rail={false} labelClass="" footer={footer} />
}
