// Noun, then object, then panel. Every part but the last is a link.
import Link from 'next/link'

export type Crumb = { label: string; href?: string }

export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5">
        {crumbs.map((crumb, index) => {
          const last = index === crumbs.length - 1
          return (
            <li
              key={`${crumb.label} ${crumb.href ?? ''}`}
              className="flex min-w-0 items-center gap-1.5"
            >
              {index > 0 && (
                <span aria-hidden className="text-fg-subtle">
                  /
                </span>
              )}
              {crumb.href && !last ? (
                <Link href={crumb.href} className="truncate text-fg-muted hover:text-fg">
                  {crumb.label}
                </Link>
              ) : (
                <span aria-current={last ? 'page' : undefined} className="truncate font-medium">
                  {crumb.label}
                </span>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
