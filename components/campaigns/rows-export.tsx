'use client'
// Rows as a file: which rows, which columns, in which form, how large, and beside it what they are and how
// complete. What the browser does not hold the server streams.
import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox, RadioGroup } from '@/components/ui/choice'
import { ExportPopover } from '@/components/ui/export-popover'
import { announce } from '@/lib/client/announce'
import { formatBytes, formatCount, formatNoun } from '@/lib/client/format'
import type { LiveRow } from '@/lib/client/live-rows'
import { wishParams } from '@/lib/client/use-server-rows'
import { exportName, type RowWish } from '@/lib/wire/campaign-rows'
import type { Campaign, CampaignCounts } from '@/lib/wire/campaigns'
import { type FileFormat, fileOf, saveBlob, saveLink, sizeOf } from './rows-file'

export type ExportRows = {
  campaign: Campaign
  counts: CampaignCounts
  /** The agents' columns: all of them, and those that are shown in their order. */
  columns: readonly string[]
  visible: readonly string[]
  wish: RowWish
  shown: {
    count: number
    rows: () => Iterable<LiveRow>
    /** False when the browser has only the first pages of what is shown. */
    isHere: boolean
  }
  selected: { count: number; rows: () => Iterable<LiveRow> }
}

type Which = 'shown' | 'selected' | 'all'
type Choice = { which: Which; format: FileFormat; columns: 'visible' | 'all'; provenance: boolean }

const countOf = ({ shown, selected, counts }: ExportRows, which: Which) =>
  which === 'shown' ? shown.count : which === 'selected' ? selected.count : counts.rows

/** Where the server streams that file from. */
function serverPath(given: ExportRows, { which, format, columns }: Choice): string {
  const { campaign, wish, visible } = given
  const params = which === 'shown' ? wishParams({ ...wish, sort: [] }) : new URLSearchParams()
  if (format === 'csv' && columns === 'visible') params.set('columns', JSON.stringify(visible))
  const query = params.size > 0 ? `?${params}` : ''
  return `/api/v1/fleet/campaigns/${campaign.id}/results.${format}${query}`
}

async function exportRows(given: ExportRows, choice: Choice): Promise<void> {
  const { campaign, counts, shown, selected, columns, visible } = given
  const { which, format } = choice
  const base = exportName({ ...counts, id: campaign.id, name: campaign.name })
  if (which === 'all' || (which === 'shown' && !shown.isHere)) {
    saveLink(serverPath(given, choice))
  } else {
    const rows = which === 'shown' ? shown.rows() : selected.rows()
    const wanted = choice.columns === 'visible' ? visible : columns
    saveBlob(await fileOf(rows, wanted, format), `${base}.${format}`)
  }
  if (choice.provenance) {
    saveLink(`/api/v1/fleet/campaigns/${campaign.id}/provenance`, `${base}.provenance.json`)
  }
  announce(`Exporting ${formatNoun(countOf(given, which), 'row')}`)
}

type PartProps<V extends string> = Omit<Parameters<typeof RadioGroup<V>>[0], 'label'> & {
  label: string
}

function Part<V extends string>(props: PartProps<V>) {
  return (
    <div>
      <p aria-hidden className="mb-1 font-medium">
        {props.label}
      </p>
      <RadioGroup {...props} />
    </div>
  )
}

type FormProps = { given: ExportRows; onDone: () => void }

const formats: { value: FileFormat; label: string }[] = [
  { value: 'csv', label: 'CSV: what looks like a formula gets an apostrophe' },
  { value: 'ndjson', label: 'NDJSON: exact' },
]

type ChoicesProps = {
  given: ExportRows
  choice: Choice
  onChange: (patch: Partial<Choice>) => void
}

function Choices({ given, choice, onChange: put }: ChoicesProps) {
  const { shown, selected, columns, visible, counts } = given
  const whichs: { value: Which; label: string }[] = [
    { value: 'shown', label: `Shown, ${formatCount(shown.count)}` },
    ...(selected.count > 0
      ? [{ value: 'selected' as const, label: `Selected, ${formatCount(selected.count)}` }]
      : []),
    { value: 'all', label: `All, ${formatCount(counts.rows)}` },
  ]
  return (
    <>
      <Part
        label="Rows"
        value={choice.which}
        onChange={(next) => put({ which: next })}
        options={whichs}
      />
      <Part
        label="Columns"
        value={choice.columns}
        onChange={(next) => put({ columns: next })}
        options={[
          { value: 'visible', label: `Visible, ${visible.length}` },
          { value: 'all', label: `All, ${columns.length}` },
        ]}
      />
      <Part
        label="Format"
        value={choice.format}
        onChange={(next) => put({ format: next })}
        options={formats}
      />
      <Checkbox
        checked={choice.provenance}
        onChange={(provenance) => put({ provenance })}
        label="And a file of provenance: SQL, targets, times, who answered"
      />
    </>
  )
}

function ExportForm({ given, onDone }: FormProps) {
  const { shown, selected, columns, visible } = given
  const [busy, setBusy] = useState(false)
  const [choice, setChoice] = useState<Choice>({
    which: selected.count > 0 ? 'selected' : 'shown',
    format: 'csv',
    columns: 'visible',
    provenance: true,
  })
  const { which, format } = choice
  const put = (patch: Partial<Choice>) => setChoice({ ...choice, ...patch })
  const byServer = which === 'all' || (which === 'shown' && !shown.isHere)
  const wanted =
    choice.columns === 'visible' && !(byServer && format === 'ndjson') ? visible : columns
  const count = countOf(given, which)
  const rows = which === 'selected' ? selected.rows() : shown.rows()
  const save = async () => {
    setBusy(true)
    await exportRows(given, choice)
    onDone()
  }
  return (
    <div className="flex flex-col gap-4">
      <Choices given={given} choice={choice} onChange={put} />
      {byServer && <Notes which={which} format={format} given={given} />}
      <Button variant="primary" busy={busy} disabled={count === 0} onClick={() => void save()}>
        <Download aria-hidden /> Export {formatNoun(count, 'row')}, about{' '}
        {formatBytes(sizeOf(rows, wanted, format, count))}
      </Button>
    </div>
  )
}

function Notes({ which, format, given }: { which: Which; format: FileFormat; given: ExportRows }) {
  const notes = [
    format === 'ndjson' ? 'The server sends NDJSON with every column.' : undefined,
    which === 'shown' && given.wish.sort.length > 0
      ? 'The server sends the rows that match in the order in which they arrived.'
      : undefined,
  ].filter((note) => note !== undefined)
  if (notes.length === 0) return null
  return <p className="text-fg-muted">{notes.join(' ')}</p>
}

export function RowsExport({ given }: { given: ExportRows }) {
  return (
    <ExportPopover
      title="Export rows"
      form={(onDone) => <ExportForm given={given} onDone={onDone} />}
    />
  )
}
