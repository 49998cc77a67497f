// Whom a live query meant, as it was chosen: each name leads to the hosts behind it.
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Selected, type TargetNames } from '@/lib/wire/targets'

const hostsShown = 50

type Named = { key: string; label: string; href: string }

function named(selected: Selected, names: TargetNames): Named[] {
  const name = (list: readonly { id: number; name: string }[], id: number) =>
    list.find((each) => each.id === id)?.name ?? `#${id}`
  return [
    ...selected.labels.map((id) => ({
      key: `label ${id}`,
      label: `label ${name(names.labels, id)}`,
      href: `/hosts?label_id=${id}`,
    })),
    ...selected.teams.map((id) => ({
      key: `team ${id}`,
      label: `team ${name(names.teams, id)}`,
      href: `/hosts?team_id=${id}`,
    })),
    ...selected.hosts.slice(0, hostsShown).map((id) => ({
      key: `host ${id}`,
      label: `host #${id}`,
      href: `/hosts/${id}`,
    })),
  ]
}

/** Undefined for what is no selection. */
export function targetsOf(given: unknown, names: TargetNames): ReactNode {
  const parsed = Selected.safeParse(given)
  if (!parsed.success || given === undefined) return undefined
  const selected = parsed.data
  const more = selected.hosts.length - hostsShown
  const without = selected.exclude.hosts.length + selected.exclude.labels.length
  return (
    <ul className="flex flex-wrap items-center gap-2">
      {selected.all && <li>every host</li>}
      {named(selected, names).map(({ key, label, href }) => (
        <li key={key}>
          <Link href={href} className="inline-flex min-h-6 items-center">
            <Badge className="hover:bg-hover">{label}</Badge>
          </Link>
        </li>
      ))}
      {more > 0 && <li className="text-fg-muted">and {more} more hosts</li>}
      {without > 0 && <li className="text-fg-muted">without {without} excluded</li>}
    </ul>
  )
}
