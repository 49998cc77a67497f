'use client'
// The whole report as a file that the server streams, whatever of it is loaded: of how many hosts, as of
// when, and about how large.
import { Download } from 'lucide-react'
import { useState } from 'react'
import { type FileFormat, saveLink } from '@/components/campaigns/rows-file'
import { exportSize, fileFormats } from '@/components/results/export-menu'
import { Button } from '@/components/ui/button'
import { RadioGroup } from '@/components/ui/choice'
import { ExportPopover } from '@/components/ui/export-popover'
import { Time } from '@/components/ui/time'
import { announce } from '@/lib/client/announce'
import { formatBytes, formatNoun } from '@/lib/client/format'
import type { ReportRow } from './use-query-report'

export type ReportFile = {
  /** Of what is reported on, below the API. */
  path: string
  at: string | undefined
  /** What is loaded, and the agents' columns of it. */
  rows: readonly ReportRow[]
  columns: readonly string[]
  /** Hosts that ever reported, and those of them whose rows are loaded. */
  hosts: number
  hostsRead: number
}

/** Beyond it the server chooses the columns: an address has its limits. */
const columnsLengthMax = 4_096

/** Where the server streams the file from. */
export function reportFilePath({ path, at, columns }: ReportFile, format: FileFormat): string {
  const params = new URLSearchParams(at === undefined ? {} : { at })
  const names = JSON.stringify(columns)
  if (format === 'csv' && columns.length > 0 && names.length <= columnsLengthMax)
    params.set('columns', names)
  return `/api/v1/fleet${path}/report.${format}${params.size > 0 ? `?${params}` : ''}`
}

/** "Export 212 hosts". Of a past time it is not known how many had reported by then. */
export const reportFileWords = ({ at, hosts }: ReportFile): string =>
  `Export ${at === undefined ? '' : 'up to '}${formatNoun(hosts, 'host')}`

/** "About 96 kB.", by what the loaded hosts have. Empty while none is loaded. */
export function reportFileSize({ rows, hosts, hostsRead }: ReportFile): string {
  const value = hostsRead === 0 ? 0 : Math.round((rows.length / hostsRead) * hosts)
  const size = exportSize({ lines: { value, at_least: false }, sample: rows })
  return size === undefined ? '' : `About ${formatBytes(size)}.`
}

function Explained({ of }: { of: ReportFile }) {
  const { at } = of
  return (
    <p className="text-fg-muted">
      {at === undefined ? (
        'All rows, as known when the file is begun. '
      ) : (
        <>
          All rows as they were known <Time at={at} />, of the hosts that had reported by then.{' '}
        </>
      )}
      {reportFileSize(of)} Where rows or cells were cut, the column “truncated” says so.
    </p>
  )
}

function ExportForm({ of, onDone }: { of: ReportFile; onDone: () => void }) {
  const [format, setFormat] = useState<FileFormat>('csv')
  const save = () => {
    saveLink(reportFilePath(of, format))
    announce(reportFileWords(of))
    onDone()
  }
  return (
    <div className="flex flex-col gap-4">
      <RadioGroup label="Format" value={format} onChange={setFormat} options={fileFormats} />
      <Explained of={of} />
      <Button variant="primary" disabled={of.hosts === 0} onClick={save}>
        <Download aria-hidden /> {reportFileWords(of)}
      </Button>
    </div>
  )
}

export function ReportExport({ of }: { of: ReportFile }) {
  return (
    <ExportPopover
      title="Export the whole report"
      form={(onDone) => <ExportForm of={of} onDone={onDone} />}
    />
  )
}
