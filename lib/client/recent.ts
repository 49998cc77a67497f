// What the reader opened last, on this device only. Broken or foreign storage reads as nothing.
import { RecentPages } from '@/lib/wire/frame'

const key = 'muster.recent'

export type RecentPage = { path: string; title: string }

export function recentPages(): RecentPage[] {
  try {
    const pairs = RecentPages.parse(JSON.parse(window.localStorage.getItem(key) ?? '[]'))
    return pairs.map(([path, title]) => ({ path, title }))
  } catch {
    return []
  }
}

/** Puts a page in front; eight are kept. */
export function rememberPage(page: RecentPage): void {
  const rest = recentPages().filter((other) => other.path !== page.path)
  const pairs = [page, ...rest].slice(0, 8).map(({ path, title }) => [path, title])
  try {
    window.localStorage.setItem(key, JSON.stringify(pairs))
  } catch {
    // Storage is full or forbidden: the list is a convenience, and nothing else depends on it.
  }
}
