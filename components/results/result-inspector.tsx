'use client'
// One line in full: both clocks, its place in the agent's own order, every value as received.
import Link from 'next/link'
import type { ReactNode } from 'react'
import { ToneBadge } from '@/components/ui/badge'
import { Button, ButtonLink } from '@/components/ui/button'
import { AgentValue } from '@/components/ui/grid/grid-cell'
import { Sheet } from '@/components/ui/sheet'
import { Time } from '@/components/ui/time'
import { formatInstant, formatNoun } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import { useCopy } from '@/lib/client/use-copy'
import type { Result } from '@/lib/wire/results'
import type { Columns } from '@/lib/wire/values'
import { ActionBadge } from './action-badge'
import { clockGap } from './result-words'

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
        <QueryName line={line} />
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

type ResultInspectorProps = { line: Result | undefined; onClose: () => void }

export function ResultInspector({ line, onClose }: ResultInspectorProps) {
  const { copied, copy } = useCopy()
  return (
    <Sheet
      open={line !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={line ? <span className="mono">{line.query}</span> : 'Line'}
      footer={
        line && (
          <>
            <ButtonLink href={`/live?hosts=${line.host.id}`}>Ask this host now</ButtonLink>
            <Button onClick={() => copy(JSON.stringify(line, null, 2))}>
              {copied ? 'Copied' : 'Copy as JSON'}
            </Button>
          </>
        )
      }
    >
      {line && (
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
      )}
    </Sheet>
  )
}
