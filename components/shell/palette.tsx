'use client'
// The command palette, also the one global search: this page's actions, places, what was open last,
// then what the server knows by that name. `>` keeps to commands; `#58` goes straight to a campaign.
import { Dialog as Base } from '@base-ui/react/dialog'
import { Command } from 'cmdk'
import { CornerDownLeft, Keyboard, LogOut, Moon, Search, Settings, Sun } from 'lucide-react'
import { useRouter, useSearchParams } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { dialogLook, scrimLook } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import { type RecentPage, recentPages } from '@/lib/client/recent'
import { withTeam } from './navigation'
import { usePageActions } from './page-actions'
import { PaletteHits } from './palette-hits'
import { entryLook, groupLook } from './palette-look'
import { useShell } from './shell-context'
import { signOut } from './user-menu'

export type PaletteProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
}

type EntryProps = {
  value: string
  icon: ReactNode
  children: ReactNode
  keys?: string | undefined
  onSelect: () => void
}

function Entry({ value, icon, children, keys, onSelect }: EntryProps) {
  return (
    <Command.Item value={value} onSelect={onSelect} className={entryLook}>
      <span className="text-fg-subtle">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys && <Kbd keys={keys} />}
    </Command.Item>
  )
}

export function Palette(props: PaletteProps) {
  const { open, onOpenChange } = props
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={scrimLook} />
        <Base.Popup
          className={`${dialogLook} max-w-xl max-sm:top-0 max-sm:bottom-auto max-sm:max-h-dvh max-sm:rounded-t-none`}
        >
          <Base.Title className="sr-only">Search and commands</Base.Title>
          <PaletteBody {...props} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

function SearchLine({ text, onText }: { text: string; onText: (text: string) => void }) {
  return (
    <div className="flex items-center gap-2 border-line border-b px-4">
      <Search aria-hidden className="text-fg-subtle" />
      <Command.Input
        autoFocus
        value={text}
        onValueChange={onText}
        placeholder="Search hosts, packs and campaigns, or type a command"
        className="field-text h-12 min-w-0 flex-1 bg-transparent text-input outline-none"
      />
      <Kbd keys="Esc" />
    </div>
  )
}

function CampaignEntry({ id, go }: { id: string; go: Go }) {
  return (
    <Entry
      value={`campaign #${id}`}
      icon={<CornerDownLeft aria-hidden />}
      onSelect={go(`/campaigns/${id}`)}
    >
      Open campaign #{id}
    </Entry>
  )
}

function PaletteBody({ onOpenChange }: PaletteProps) {
  const router = useRouter()
  const teamId = useSearchParams().get('team_id')
  const [text, setText] = useState('')
  const close = () => onOpenChange(false)
  const act = (run: () => void) => () => {
    close()
    run()
  }
  const go = (path: string) => act(() => router.push(withTeam(path, teamId)))
  const commandsOnly = text.startsWith('>')
  const campaign = /^#(\d+)$/.exec(text.trim())?.[1]
  return (
    <Command
      label="Search and commands"
      loop
      filter={(value, search) => match(value, search)}
      className="flex min-h-0 flex-col"
    >
      <SearchLine text={text} onText={setText} />
      <Command.List className="min-h-0 max-h-[min(60vh,28rem)] overflow-y-auto p-2">
        <Command.Empty className="px-2 py-6 text-center text-fg-muted">
          Nothing here by that name.
        </Command.Empty>
        {campaign && <CampaignEntry id={campaign} go={go} />}
        <OwnActions go={go} act={act} />
        <Places go={go} recent={!commandsOnly && text === ''} />
        {text !== '' && <SettingsPlaces go={go} />}
        {!commandsOnly && <PaletteHits text={text.trim()} go={go} />}
        <ConsoleCommands act={act} />
      </Command.List>
    </Command>
  )
}

/** Every typed word must occur; what the server found is kept, because it already matched there. */
export function match(value: string, search: string): number {
  if (value.startsWith('hit:')) return 1
  const words = search.replace(/^>/, '').toLowerCase().split(/\s+/).filter(Boolean)
  const lower = value.toLowerCase()
  return words.every((word) => lower.includes(word)) ? 1 : 0
}

type Act = (run: () => void) => () => void
type Go = (path: string) => () => void

function OwnActions({ go, act }: { go: Go; act: Act }) {
  const actions = usePageActions()
  if (actions.length === 0) return null
  return (
    <Command.Group heading="On this page" className={groupLook}>
      {actions.map((action) => (
        <Entry
          key={action.id}
          value={`${action.label} ${action.id}`}
          icon={<CornerDownLeft aria-hidden />}
          keys={action.keys}
          onSelect={action.href ? go(action.href) : act(() => action.run?.())}
        >
          {action.label}
        </Entry>
      ))}
    </Command.Group>
  )
}

function Places({ go, recent }: { go: Go; recent: boolean }) {
  const [pages, setPages] = useState<RecentPage[]>([])
  const { pages: places } = useShell()
  useEffect(() => setPages(recentPages()), [])
  return (
    <>
      {recent && pages.length > 0 && (
        <Command.Group heading="Recent" className={groupLook}>
          {pages.slice(0, 5).map((page) => (
            <Entry
              key={page.path}
              value={`recent ${page.title} ${page.path}`}
              icon={<CornerDownLeft aria-hidden />}
              onSelect={go(page.path)}
            >
              {page.title} <span className="text-fg-subtle">{page.path.split('/')[1]}</span>
            </Entry>
          ))}
        </Command.Group>
      )}
      <Command.Group heading="Go to" className={groupLook}>
        {places.map(({ label, path, letter, icon: Icon }) => (
          <Entry
            key={path}
            value={`go to ${label}`}
            icon={<Icon aria-hidden />}
            keys={`g ${letter}`}
            onSelect={go(path)}
          >
            {label}
          </Entry>
        ))}
      </Command.Group>
    </>
  )
}

function SettingsPlaces({ go }: { go: Go }) {
  const { settings } = useShell()
  return (
    <Command.Group heading="Settings" className={groupLook}>
      {settings.map(({ label, path }) => (
        <Entry
          key={path}
          value={`settings ${label}`}
          icon={<Settings aria-hidden />}
          onSelect={go(path)}
        >
          {label}
        </Entry>
      ))}
    </Command.Group>
  )
}

function ConsoleCommands({ act }: { act: Act }) {
  const { setTheme, openKeys } = useShell()
  return (
    <Command.Group heading="Console" className={groupLook}>
      <Entry value="theme light" icon={<Sun aria-hidden />} onSelect={act(() => setTheme('light'))}>
        Theme: light
      </Entry>
      <Entry value="theme dark" icon={<Moon aria-hidden />} onSelect={act(() => setTheme('dark'))}>
        Theme: dark
      </Entry>
      <Entry
        value="keys on this page shortcuts"
        icon={<Keyboard aria-hidden />}
        keys="?"
        onSelect={act(openKeys)}
      >
        Keys on this page
      </Entry>
      <Entry value="sign out log out" icon={<LogOut aria-hidden />} onSelect={act(signOut)}>
        Sign out
      </Entry>
    </Command.Group>
  )
}
