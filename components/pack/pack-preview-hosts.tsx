'use client'
// Whom an edit gains and loses: the sum in words, and by platform and version, with names.
import Link from 'next/link'
import { cn } from '@/components/ui/cn'
import { PlatformIcon, platformFamily } from '@/components/ui/platform-icon'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { PreviewHosts } from '@/lib/wire/pack-preview'

type HostsProps = { hosts: PreviewHosts; busy: boolean; className?: string }

const dim = (busy: boolean) => (busy ? 'text-fg-subtle' : 'text-fg')

/** "838 + 214 gained - 12 lost = 1,040 hosts"; the old numbers dim while new ones are counted. */
export function HostSum({ hosts, busy, className }: HostsProps) {
  const { before, gained, lost, matched } = hosts
  return (
    <p
      aria-busy={busy}
      className={cn('flex flex-wrap items-baseline gap-x-2 tabular-nums', dim(busy), className)}
    >
      <span className="text-fg-muted">{formatCount(before)}</span>
      <span className={gained > 0 && !busy ? 'text-ok-fg' : 'text-fg-subtle'}>
        + {formatCount(gained)} gained
      </span>
      <span className={lost > 0 && !busy ? 'text-bad-fg' : 'text-fg-subtle'}>
        − {formatCount(lost)} lost
      </span>
      <span className="text-fg-muted">=</span>
      <span className="font-semibold text-figure">
        {formatCount(matched)}{' '}
        <span className="font-normal text-body text-fg-muted">
          {matched === 1 ? 'host' : 'hosts'}
        </span>
      </span>
    </p>
  )
}

type Change = { key: string; label: string; platform?: string } & Record<
  'hosts' | 'gained' | 'lost',
  number
>

function Signed({ value, sign, className }: { value: number; sign: string; className: string }) {
  return (
    <td
      className={cn('px-3 py-1.5 text-end tabular-nums', value > 0 ? className : 'text-fg-subtle')}
    >
      {value > 0 ? `${sign} ${formatCount(value)}` : '0'}
    </td>
  )
}

type TableProps = { label: string; head: string; rows: readonly Change[]; total: PreviewHosts }

function Columns({ first }: { first: string }) {
  return (
    <thead>
      <tr className="text-fg-muted text-meta">
        <th scope="col" className="py-1.5 pe-3 text-start font-medium">
          {first}
        </th>
        {['Gained', 'Lost', 'Hosts'].map((name) => (
          <th key={name} scope="col" className="px-3 py-1.5 text-end font-medium last:pe-0">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function ChangeTable({ label, head, rows, total }: TableProps) {
  return (
    <table aria-label={label} className="w-full self-start">
      <Columns first={head} />
      <tbody>
        {rows.map(({ key, label: name, platform, hosts, gained, lost }) => (
          <tr key={key} className="border-line border-t">
            <th scope="row" className="py-1.5 pe-3 text-start font-normal">
              <span className="flex items-center gap-2">
                {platform !== undefined && <PlatformIcon platform={platform} />}
                {name}
              </span>
            </th>
            <Signed value={gained} sign="+" className="text-ok-fg" />
            <Signed value={lost} sign="−" className="text-bad-fg" />
            <td className="py-1.5 ps-3 text-end tabular-nums">{formatCount(hosts)}</td>
          </tr>
        ))}
        <tr className="border-line-strong border-t font-medium">
          <th scope="row" className="py-1.5 pe-3 text-start font-medium">
            Together
          </th>
          <Signed value={total.gained} sign="+" className="text-ok-fg" />
          <Signed value={total.lost} sign="−" className="text-bad-fg" />
          <td className="py-1.5 ps-3 text-end tabular-nums">{formatCount(total.matched)}</td>
        </tr>
      </tbody>
    </table>
  )
}

export function PlatformTable({ hosts }: { hosts: PreviewHosts }) {
  const rows = hosts.platforms.map(({ platform, ...change }) => ({
    ...{ key: platform, platform, label: platformFamily(platform).name },
    ...change,
  }))
  return <ChangeTable label="Hosts by platform" head="Platform" rows={rows} total={hosts} />
}

const versionsShown = 6

export function VersionTable({ hosts }: { hosts: PreviewHosts }) {
  const named = hosts.by_version.map(({ version, ...change }) => ({
    ...{ key: version, label: version === '' ? 'not told' : `osquery ${version}` },
    ...change,
  }))
  const shown = named.length > versionsShown ? named.slice(0, versionsShown - 1) : named
  const rest = named.slice(shown.length)
  const sum = (field: 'hosts' | 'gained' | 'lost') =>
    rest.reduce((all, each) => all + each[field], 0)
  const others = {
    ...{ key: 'others', label: `${formatNoun(rest.length, 'other version')}` },
    ...{ hosts: sum('hosts'), gained: sum('gained'), lost: sum('lost') },
  }
  const rows = rest.length > 0 ? [...shown, others] : shown
  return <ChangeTable label="Hosts by agent version" head="Agent" rows={rows} total={hosts} />
}

type NamesProps = {
  label: string
  count: number
  hosts: PreviewHosts['gained_sample']
  className: string
}

/** Some of those gained and of those lost, by name. */
export function ChangedHosts({ hosts }: { hosts: PreviewHosts }) {
  const { gained, lost, gained_sample, lost_sample } = hosts
  return (
    <>
      <HostNames label="gained" count={gained} hosts={gained_sample} className="text-ok-fg" />
      <HostNames label="lost" count={lost} hosts={lost_sample} className="text-bad-fg" />
    </>
  )
}

function HostNames({ label, count, hosts, className }: NamesProps) {
  if (count === 0) return null
  const rest = count - hosts.length
  return (
    <div>
      <h3 className={cn('mb-1 font-medium', className)}>
        {formatCount(count)} {label}
      </h3>
      <ul className="flex flex-wrap gap-x-3">
        {hosts.map(({ id, display_name }) => (
          <li key={id} className="min-w-0">
            <Link
              href={`/hosts/${id}?tab=why`}
              className="inline-flex min-h-6 max-w-full items-center text-accent-fg underline"
            >
              <span className="truncate">{display_name}</span>
            </Link>
          </li>
        ))}
        {rest > 0 && <li className="self-center text-fg-muted">and {formatCount(rest)} more</li>}
      </ul>
    </div>
  )
}

/** What besides the sum must be known of it: off, a cohort, nobody. */
export function HostNotes({ hosts }: { hosts: PreviewHosts }) {
  const { if_enabled, cohort, matched, gained, lost } = hosts
  if (if_enabled !== null)
    return (
      <p className="text-warn-fg">
        The pack is off, so no host gets it. Switched on it would reach{' '}
        {formatNoun(if_enabled, 'host')}.
      </p>
    )
  if (cohort !== null)
    return (
      <p className="text-fg-muted">
        {formatNoun(cohort, 'host')} of them get the revision first; the others keep theirs.
      </p>
    )
  if (matched === 0) return <p className="text-warn-fg">No host matches.</p>
  if (gained === 0 && lost === 0)
    return <p className="text-fg-muted">The same hosts as get it now.</p>
  return null
}
