'use client'
// One line in full: both clocks, its place in the agent's own order, every value as received.
import { Braces, Check, ChevronUp, Database, FileSpreadsheet } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { csvHead, rowCsv, sqlCondition } from '@/components/campaigns/row-texts'
import { Badge, ToneBadge } from '@/components/ui/badge'
import { Button, ButtonLink } from '@/components/ui/button'
import { AgentValue } from '@/components/ui/grid/grid-cell'
import { Menu, MenuItem } from '@/components/ui/menu'
import { EmptyState, SkeletonRows } from '@/components/ui/page-states'
import { Sheet } from '@/components/ui/sheet'
import { Time } from '@/components/ui/time'
import { formatInstant, formatNoun } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import { useCopy } from '@/lib/client/use-copy'
import type { Result } from '@/lib/wire/results'
import type { Columns } from '@/lib/wire/values'
import { ActionBadge } from './action-badge'
import { clockGap, knownColumns, menuRow } from './result-words'
import type { OpenedLine } from './use-opened-line'

const snapshotRowsMax = 50

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 py-1">
      <dt className="w-28 shrink-0 text-fg-muted">{name}</dt>
      <dd className="min-w-0 break-words tabular-nums">{children}</dd>
    </div>
  )
}

function Row({ row, label }: { row: Columns; label: string }) {
  return (
    <dl
      aria-label={label}
      className="rounded-md border border-line bg-sunken px-3 py-1 [&>div+div]:border-line [&>div+div]:border-t"
    >
      {Object.entries(row).map(([name, value]) => (
        <div key={name} className="flex gap-3 py-1">
          <dt className="mono w-36 shrink-0 break-all text-fg-muted">{name}</dt>
          <dd className="min-w-0 flex-1">
            <AgentValue value={value} className="whitespace-pre-wrap! break-all" />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function HostLink({ host }: Pick<Result, 'host'>) {
  return (
    <Link href={`/hosts/${host.id}`} className="text-accent-fg hover:underline">
      {host.display_name || host.hostname}
    </Link>
  )
}

function QueryName({ line: { pack, pack_id, query, campaign_id } }: { line: Result }) {
  if (campaign_id !== null) {
    return (
      <Link href={`/campaigns/${campaign_id}`} className="text-accent-fg hover:underline">
        live query #{campaign_id}
      </Link>
    )
  }
  return (
    <>
      {pack_id === null ? (
        '(unknown query) '
      ) : (
        <>
          <Link href={`/packs/${pack_id}`} className="text-accent-fg hover:underline">
            {pack ?? `Pack ${pack_id}`}
          </Link>
          {' / '}
        </>
      )}
      <span className="mono">{query}</span>
    </>
  )
}

function About({ line }: { line: Result }) {
  const zone = useZone()
  const { host, action, epoch, counter } = line
  return (
    <dl className="mb-4">
      <Fact name="Received">
        {formatInstant(Date.parse(line.received_at), zone)}{' '}
        <span className="text-fg-muted">
          (<Time at={line.received_at} source="server received" />)
        </span>
      </Fact>
      <Fact name="Agent time">
        {formatInstant(line.unix_time * 1000, zone)}, {clockGap(line)}
        {line.clock_suspect && (
          <ToneBadge tone="warn" className="ms-2">
            clock not trusted
          </ToneBadge>
        )}
      </Fact>
      <Fact name="Host">
        <HostLink host={host} />
      </Fact>
      <Fact name="Query">
        <QueryName line={line} /> {line.unsolicited && <Badge>unsolicited</Badge>}
      </Fact>
      <Fact name="Action">
        <ActionBadge action={action} />
      </Fact>
      <Fact name="Order">
        epoch {epoch}, counter {counter}
      </Fact>
      {line.claimed_by !== null && (
        <Fact name="Claimed by">
          <AgentValue value={line.claimed_by} />
        </Fact>
      )}
    </dl>
  )
}

function Rows({ line }: { line: Result }) {
  const rows = line.columns ? [line.columns] : (line.rows ?? [])
  const numbered = rows
    .slice(0, snapshotRowsMax)
    .map((row, index) => ({ row, label: `Row ${index + 1}` }))
  return (
    <>
      <div className="flex flex-col gap-2">
        {numbered.map(({ row, label }) => (
          <Row key={label} row={row} label={label} />
        ))}
      </div>
      {rows.length === 0 && <p className="text-fg-muted">The line carries no row.</p>}
      {rows.length > snapshotRowsMax && (
        <p className="mt-2 text-fg-muted">
          The first {snapshotRowsMax} of {formatNoun(rows.length, 'row')}; the copy has all.
        </p>
      )}
    </>
  )
}

const rowsOf = ({ columns, rows }: Result): Columns[] => (columns ? [columns] : (rows ?? []))

/** What the host is asked to run again: the saved query, else its page with the host chosen. */
export function askPath({ host, query_id }: Pick<Result, 'host' | 'query_id'>): string {
  const params = new URLSearchParams({ hosts: String(host.id) })
  if (query_id !== null) params.set('query_id', String(query_id))
  return `/live?${params}`
}

/** Of a scheduled query: why it runs on that host. */
export function whyPath({ host, query, campaign_id }: Result): string | undefined {
  if (campaign_id !== null) return undefined
  return `/hosts/${host.id}?${new URLSearchParams({ tab: 'why', why: query })}`
}

function CopyMenu({ line }: { line: Result }) {
  const { copied, copy } = useCopy()
  const rows = rowsOf(line)
  const names = knownColumns([line])
  const each = rows.map((row) => menuRow({ ...line, columns: row }))
  const csv = () => csvHead(names) + each.map((row) => rowCsv(row, names)).join('')
  return (
    <Menu
      side="top"
      trigger={
        <Button>
          {copied && <Check aria-hidden />}
          {copied ? 'Copied' : 'Copy'} <ChevronUp aria-hidden />
        </Button>
      }
    >
      <MenuItem icon={<Braces aria-hidden />} onSelect={() => copy(JSON.stringify(line, null, 2))}>
        The line as JSON
      </MenuItem>
      <MenuItem
        icon={<FileSpreadsheet aria-hidden />}
        disabledReason={rows.length === 0 ? 'The line carries no row' : undefined}
        onSelect={() => copy(csv())}
      >
        {rows.length > 1 ? 'Its rows as CSV' : 'Its row as CSV'}
      </MenuItem>
      <MenuItem
        icon={<Database aria-hidden />}
        disabledReason={rows.length === 1 ? undefined : 'Of one row only'}
        onSelect={() => copy(each.map((row) => sqlCondition(row, names)).join(''))}
      >
        Its row as SQL condition
      </MenuItem>
    </Menu>
  )
}

function Acts({ line }: { line: Result }) {
  const why = whyPath(line)
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <CopyMenu line={line} />
      <ButtonLink href={`/hosts/${line.host.id}`}>Host</ButtonLink>
      {line.pack_id !== null && (
        <ButtonLink href={`/packs/${line.pack_id}?${new URLSearchParams({ query: line.query })}`}>
          Query
        </ButtonLink>
      )}
      {why && <ButtonLink href={why}>Why here</ButtonLink>}
      <ButtonLink href={askPath(line)} variant="primary">
        Ask this host now
      </ButtonLink>
    </div>
  )
}

function Content({ line }: { line: Result }) {
  return (
    <>
      <About line={line} />
      {line.truncated && (
        <p className="mb-2 text-warn-fg">Values beyond the limits were cut by the server.</p>
      )}
      <Rows line={line} />
      {line.decorations && Object.keys(line.decorations).length > 0 && (
        <>
          <h3 className="mt-4 mb-2 font-semibold">Decorations</h3>
          <Row row={line.decorations} label="Decorations" />
        </>
      )}
    </>
  )
}

type ResultInspectorProps = OpenedLine & { open: boolean; onClose: () => void }

export function ResultInspector({ line, isGone, open, onClose }: ResultInspectorProps) {
  return (
    <Sheet
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={line ? <bdi className="mono">{line.query}</bdi> : 'Line'}
      footer={line && <Acts line={line} />}
    >
      {line && <Content line={line} />}
      {!line && isGone && (
        <EmptyState title="This line is not here">
          It is not kept any more, or its host is not one that you can see.
        </EmptyState>
      )}
      {!line && !isGone && <SkeletonRows rows={6} />}
    </Sheet>
  )
}
