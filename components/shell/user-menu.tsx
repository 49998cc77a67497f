'use client'
// Who is signed in, how the console looks to them, and the way out.
import { CircleUser, Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/menu'
import { toast } from '@/components/ui/toast'
import { ApiFailure, api } from '@/lib/client/api'
import { Unread } from '@/lib/wire/frame'
import { useShell } from './shell-context'
import type { ShellViewer } from './viewer'

/** Ends the session on the server, then leaves. Fails in words, never silently. */
export async function signOut(): Promise<void> {
  try {
    await api(Unread, '/api/v1/fleet/logout', { method: 'POST' })
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    if (error.status !== 401) return toast.failed('You are still signed in', error.message)
  }
  window.location.assign('/login')
}

type UserMenuProps = { viewer: ShellViewer; labelClass: string }

export function UserMenu({ viewer, labelClass }: UserMenuProps) {
  const { theme, setTheme, openKeys } = useShell()
  const trigger = (
    <button
      type="button"
      aria-label={`Account of ${viewer.name}`}
      className="flex h-9 w-full min-w-0 items-center gap-2 rounded-md px-2 hover:bg-hover pointer-coarse:h-11"
    >
      <CircleUser aria-hidden className="text-fg-muted" />
      <span className={cn('flex-1 truncate text-start', labelClass)}>{viewer.name}</span>
    </button>
  )
  return (
    <Menu trigger={trigger} side="top" className="min-w-56">
      <MenuLabel>{viewer.email}</MenuLabel>
      <MenuChoice
        label="Theme"
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'system', label: 'As the system', icon: <Monitor aria-hidden /> },
          { value: 'light', label: 'Light', icon: <Sun aria-hidden /> },
          { value: 'dark', label: 'Dark', icon: <Moon aria-hidden /> },
        ]}
      />
      <MenuSeparator />
      <MenuItem icon={<Keyboard aria-hidden />} keys="?" onSelect={openKeys}>
        Keys on this page
      </MenuItem>
      <MenuItem icon={<LogOut aria-hidden />} onSelect={signOut}>
        Sign out
      </MenuItem>
    </Menu>
  )
}
