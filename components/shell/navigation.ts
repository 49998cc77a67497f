// The pages of the console: where they are, which key goes there. Only pages that exist are listed.
import {
  History,
  LayoutDashboard,
  Library,
  type LucideIcon,
  Monitor,
  Package,
  Radio,
  ScrollText,
  Send,
  Settings,
  Table2,
  Tags,
} from 'lucide-react'

export type NavPage = {
  label: string
  path: string
  /** The letter after `g`. */
  letter: string
  icon: LucideIcon
}

type NavGroup = { label: string | null; pages: readonly NavPage[] }

const navGroups: readonly NavGroup[] = [
  {
    label: null,
    pages: [{ label: 'Overview', path: '/', letter: 'o', icon: LayoutDashboard }],
  },
  {
    label: 'Ask',
    pages: [
      { label: 'Live query', path: '/live', letter: 'l', icon: Radio },
      { label: 'Campaigns', path: '/campaigns', letter: 'c', icon: History },
    ],
  },
  {
    label: 'Collect',
    pages: [
      { label: 'Packs', path: '/packs', letter: 'p', icon: Package },
      { label: 'Queries', path: '/queries', letter: 'q', icon: Library },
      { label: 'Results', path: '/results', letter: 'r', icon: Table2 },
    ],
  },
  {
    label: 'Fleet',
    pages: [
      { label: 'Hosts', path: '/hosts', letter: 'h', icon: Monitor },
      { label: 'Labels', path: '/labels', letter: 'b', icon: Tags },
    ],
  },
  {
    label: 'Operate',
    pages: [
      { label: 'Destinations', path: '/destinations', letter: 'd', icon: Send },
      { label: 'Activity', path: '/activity', letter: 'a', icon: ScrollText },
      { label: 'Settings', path: '/settings', letter: 's', icon: Settings },
    ],
  },
]

/** The groups without the pages at those paths: areas that a role does not reach are absent. */
export function groupsWithout(withheld: readonly string[]): readonly NavGroup[] {
  return navGroups.map(({ label, pages }) => ({
    label,
    pages: pages.filter(({ path }) => !withheld.includes(path)),
  }))
}

export const pagesWithout = (withheld: readonly string[]): readonly NavPage[] =>
  groupsWithout(withheld).flatMap(({ pages }) => pages)

/** Whether that page, or an object below it, is the one shown. */
export function isCurrent(page: NavPage, pathname: string): boolean {
  return page.path === '/'
    ? pathname === '/'
    : pathname === page.path || pathname.startsWith(`${page.path}/`)
}

/** A path with the team kept, so that a team's view stays one while moving about. */
export function withTeam(path: string, teamId: string | null): string {
  if (!teamId) return path
  return `${path}${path.includes('?') ? '&' : '?'}team_id=${encodeURIComponent(teamId)}`
}
