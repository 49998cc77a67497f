'use client'
// The way to every page: full, folded to icons, or in a drawer. It marks what runs; nothing blinks.
import Link from 'next/link'
import { usePathname, useSearchParams } from 'next/navigation'
import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { Tooltip } from '@/components/ui/tooltip'
import { formatNoun } from '@/lib/client/format'
import { useFrameStatus } from './frame-status'
import { groupsWithout, isCurrent, type NavPage, withTeam } from './navigation'
import { TeamSwitcher } from './team-switcher'
import type { ShellViewer } from './viewer'

type SidebarProps = {
  viewer: ShellViewer
  /** Words are hidden but read out: the icon rail. */
  rail: boolean
  labelClass: string
  footer: ReactNode
}

export function Sidebar({ viewer, rail, labelClass, footer }: SidebarProps) {
  const pathname = usePathname()
  const teamId = useSearchParams().get('team_id')
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-12 items-center px-2">
        <div className="w-full min-w-0">
          <TeamSwitcher teams={viewer.teams} labelClass={labelClass} />
        </div>
      </div>
      <nav aria-label="Console" className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden px-2">
        {groupsWithout(viewer.withheld).map((group) => (
          <div key={group.label ?? 'top'} className="mb-3">
            {group.label && (
              <div className="flex h-6 items-center px-2 font-medium text-fg-subtle text-meta">
                <span className={labelClass}>{group.label}</span>
              </div>
            )}
            <ul className="flex flex-col gap-px">
              {group.pages.map((page) => (
                <li key={page.path}>
                  <Entry
                    page={page}
                    href={withTeam(page.path, teamId)}
                    current={isCurrent(page, pathname)}
                    rail={rail}
                    labelClass={labelClass}
                  />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className="border-line border-t p-2">{footer}</div>
    </div>
  )
}

type EntryProps = {
  page: NavPage
  href: string
  current: boolean
  rail: boolean
  labelClass: string
}

function Entry({ page, href, current, rail, labelClass }: EntryProps) {
  const { icon: Icon, label } = page
  const link = (
    <Link
      href={href}
      aria-current={current ? 'page' : undefined}
      className={cn(
        'relative flex h-8 items-center gap-2 rounded-md px-2 text-fg-muted transition-colors duration-fast hover:bg-hover hover:text-fg pointer-coarse:h-11',
        current && 'bg-selected font-medium text-fg hover:bg-selected',
      )}
    >
      <Icon aria-hidden className={cn(current && 'text-accent-fg')} />
      <span className={cn('flex-1 truncate', labelClass)}>{label}</span>
      {page.path === '/campaigns' && <RunningMark labelClass={labelClass} />}
      {page.path === '/destinations' && <NeedMark rail={rail} />}
    </Link>
  )
  return rail ? (
    <Tooltip text={label} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  )
}

function RunningMark({ labelClass }: { labelClass: string }) {
  const running = useFrameStatus()?.campaigns_running ?? 0
  if (running === 0) return null
  return (
    <>
      <span
        aria-hidden
        className={cn(
          'rounded-sm bg-info-soft px-1.5 text-info-fg text-meta tabular-nums',
          labelClass,
        )}
      >
        {running}
      </span>
      <span className="sr-only">{formatNoun(running, 'campaign')} running</span>
    </>
  )
}

/** On the rail it stands at the icon's corner. */
function NeedMark({ rail }: { rail: boolean }) {
  const behind = useFrameStatus()?.destinations_behind ?? 0
  if (behind === 0) return null
  return (
    <>
      <span
        aria-hidden
        className={cn('font-semibold text-warn-fg', rail && 'absolute end-1.5 top-0 text-meta')}
      >
        !
      </span>
      <span className="sr-only">{formatNoun(behind, 'destination')} behind</span>
    </>
  )
}
