'use client'
// The lines in view as a file, streamed by the server at any size: in which form, with which columns, how
// many and about how large, and beside it what it is of.
import { Download } from 'lucide-react'
import { useState } from 'react'
import { type FileFormat, saveLink } from '@/components/campaigns/rows-file'
import { Button } from '@/components/ui/button'
import { Checkbox, RadioGroup } from '@/components/ui/choice'
import { ExportPopover } from '@/components/ui/export-popover'
import { announce } from '@/lib/client/announce'
import { formatBytes } from '@/lib/client/format'
import { type Count, countWords } from './histogram-words'

export type ExportOf = {
  /** The query string of the filters. */
  key: string
  /** Undefined while it is not counted. */
  lines: Count | undefined
  /** Agents' columns of a CSV; none lets the server choose. */
  columns: readonly string[]
  /** Some lines as they are loaded, to tell a size by. */
  sample: readonly unknown[]
}

const base = '/api/v1/fleet/results'

/** Where the server streams the file from. */
export function exportPath({ key, columns }: ExportOf, format: FileFormat): string {
  const query = new URLSearchParams(key)
  if (format === 'csv' && columns.length > 0) query.set('columns', JSON.stringify(columns))
  return `${base}.${format}${query.size > 0 ? `?${query}` : ''}`
}

const sampled = 100

/** Bytes of all lines when they are like the sample; undefined when that cannot be told. */
export function exportSize({
  lines,
  sample,
}: Pick<ExportOf, 'lines' | 'sample'>): number | undefined {
  if (!lines || sample.length === 0) return undefined
  const some = sample.slice(0, sampled)
  const bytes = some.reduce(
    (sum: number, line) => sum + new TextEncoder().encode(JSON.stringify(line)).length,
    0,
  )
  return Math.round((bytes / some.length) * lines.value)
}

export const fileFormats: { value: FileFormat; label: string }[] = [
  { value: 'csv', label: 'CSV: what looks like a formula gets an apostrophe' },
  { value: 'ndjson', label: 'NDJSON: exact, with every column' },
]

/** "Export 480 lines, about 96 kB". */
export function exportWords(of: ExportOf): string {
  const { lines } = of
  const size = exportSize(of)
  const what = lines ? countWords(lines, 'line') : 'all that match'
  return `Export ${what}${size === undefined ? '' : `, about ${formatBytes(size)}`}`
}

function ExportForm({ of, onDone }: { of: ExportOf; onDone: () => void }) {
  const [format, setFormat] = useState<FileFormat>('csv')
  const [withProvenance, setProvenance] = useState(true)
  const save = () => {
    saveLink(exportPath(of, format))
    if (withProvenance) saveLink(`${base}/provenance?${of.key}`, 'results.provenance.json')
    announce(exportWords(of))
    onDone()
  }
  return (
    <div className="flex flex-col gap-4">
      <RadioGroup label="Format" value={format} onChange={setFormat} options={fileFormats} />
      {format === 'csv' && of.columns.length === 0 && (
        <p className="text-fg-muted">
          Of several queries a CSV has the row as one column. Choose one query for its columns.
        </p>
      )}
      <Checkbox
        checked={withProvenance}
        onChange={setProvenance}
        label="And a file of provenance: filters, range, when, by whom"
      />
      <Button variant="primary" disabled={of.lines?.value === 0} onClick={save}>
        <Download aria-hidden /> {exportWords(of)}
      </Button>
    </div>
  )
}

export function ExportMenu({ of }: { of: ExportOf }) {
  return (
    <ExportPopover title="Export lines" form={(onDone) => <ExportForm of={of} onDone={onDone} />} />
  )
}
