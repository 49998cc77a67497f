'use client'
// Charts and grids with honest trouble in them: gaps, hostile values, a hundred thousand rows.
import { ChartCard } from '@/components/ui/chart-card'
import type { ChartPoint } from '@/components/ui/chart-types'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { HostChip } from '@/components/ui/host-chip'
import { EmptyState } from '@/components/ui/page-states'
import { Tabs } from '@/components/ui/tabs'

type AgentRow = { host: string; seq: number; row: Record<string, string> }

const hostile: Record<string, string>[] = [
  { name: 'rapportd', port: '49152', path: '/usr/libexec/rapportd' },
  { name: '<b>Acme</b>', port: '443', path: 'javascript:alert(1)' },
  { name: 'a\u202egnp.exe', port: '10', path: `/opt/${'deep/'.repeat(90)}bin` },
  { name: '  spaced ', port: '9', path: 'zero\u200bwidth\nand line' },
  { name: '', port: '-1' },
  { name: 'NULL', port: '65535', path: '{"a":1,"b":[1,2,3]}' },
  { name: 'https://example.com/x', port: '80', path: '[1,2]' },
]

const rows: AgentRow[] = Array.from({ length: 100_000 }, (_, seq) => {
  const row = hostile[seq % hostile.length] ?? {}
  return { host: `fin-mac-${seq % 900}`, seq, row: { ...row, pid: String((seq * 7919) % 32768) } }
})

const columns: GridColumn<AgentRow>[] = [
  {
    id: 'host',
    label: 'Host',
    value: ({ host }) => host,
    draw: ({ host }) => <HostChip name={host} status="online" platform="darwin" />,
    href: () => '/gallery',
    width: 180,
  },
  ...['name', 'port', 'path', 'pid'].map(
    (id): GridColumn<AgentRow> => ({
      id: `row.${id}`,
      label: id,
      agent: true,
      value: ({ row }) => row[id],
      numeric: id === 'port' || id === 'pid',
      grow: id === 'path',
    }),
  ),
]

function points(now: number): ChartPoint[] {
  return Array.from({ length: 96 }, (_, index) => {
    const gap = index > 40 && index < 52
    return {
      at: now - (96 - index) * 900_000,
      values: {
        check_ins: gap ? null : Math.round(280 + 30 * Math.sin(index / 6)),
        lines: gap ? null : Math.round(180 + 60 * Math.cos(index / 9)),
      },
    }
  })
}

export function GalleryData({ now }: { now: number }) {
  return (
    <>
      <Charts measured={points(now)} />
      <Tabs
        label="Rows"
        tabs={[
          {
            id: 'rows',
            label: 'Rows',
            count: rows.length,
            content: <RowGrid />,
          },
          { id: 'cards', label: 'Hosts', count: 40, content: <HostList /> },
          { id: 'errors', label: 'Errors', alert: true, content: <EmptyState title="None" /> },
        ]}
      />
    </>
  )
}

function Charts({ measured }: { measured: ChartPoint[] }) {
  return (
    <div className="grid gap-4 lg:grid-cols-3">
      <ChartCard
        title="Check-ins"
        unit="per second"
        value="288"
        series={[{ key: 'check_ins', label: 'Check-ins', color: 'chart-1' }]}
        points={measured}
      />
      <ChartCard
        title="Check-ins and lines"
        unit="per second"
        kind="line"
        series={[
          { key: 'check_ins', label: 'Check-ins', color: 'chart-1' },
          { key: 'lines', label: 'Lines', color: 'chart-2' },
        ]}
        points={measured}
      />
      <ChartCard
        title="Loading"
        unit="per second"
        series={[{ key: 'x', label: 'x', color: 'chart-1' }]}
        points={undefined}
      />
    </div>
  )
}

function RowGrid() {
  return (
    <DataGrid
      label="Rows of #58"
      columns={columns}
      density="compact"
      source={{ mode: 'local', rows }}
      rowKey={({ seq }) => seq}
      empty={<EmptyState title="No rows yet" />}
      viewKey="gallery"
    />
  )
}

function HostList() {
  return (
    <DataGrid
      label="Hosts"
      noun="host"
      columns={columns}
      source={{
        mode: 'server',
        rows: rows.slice(0, 40),
        total: 3104,
        hasMore: true,
        busy: false,
        onMore: () => undefined,
        sort: undefined,
        onSort: () => undefined,
      }}
      rowKey={({ seq }) => seq}
      empty={<EmptyState title="No host" />}
      card={({ host, row }) => (
        <div className="flex flex-col">
          <HostChip name={host} status="offline" platform="darwin" />
          <span className="text-fg-muted text-meta">port {row.port}</span>
        </div>
      )}
    />
  )
}
