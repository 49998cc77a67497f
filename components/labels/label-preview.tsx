'use client'
// "Who would be in it?": asks some real hosts, before anything is saved.
import { Radio } from 'lucide-react'
import { useState } from 'react'
import { ToneBadge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { PlatformIcon } from '@/components/ui/platform-icon'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { LabelPreview } from '@/lib/wire/labels'
import { movesSentence, previewSentence } from './label-words'

type LabelPreviewPanelProps = {
  query: string
  platform: string
  /** Of a label that exists: tells who joins and who leaves. */
  labelId: number | undefined
  noAsk: string | undefined
}

type Row = LabelPreview['hosts'][number]

function Verdict({ row: { member, was_member, rows, error } }: { row: Row }) {
  if (member === null) return <span className="min-w-0 truncate text-bad-fg">{error}</span>
  const moved = was_member !== null && was_member !== member
  return (
    <span className="flex items-center gap-2">
      <ToneBadge tone={member ? 'ok' : 'offline'}>{member ? 'member' : 'not a member'}</ToneBadge>
      {moved && <span className="text-fg-muted">{member ? 'joins' : 'leaves'}</span>}
      {rows > 1 && <span className="text-fg-subtle text-meta">{formatNoun(rows, 'row')}</span>}
    </span>
  )
}

function Answers({ preview }: { preview: LabelPreview }) {
  return (
    <>
      <p role="status">
        {previewSentence(preview)} {movesSentence(preview)}
      </p>
      <ul className="max-h-64 overflow-y-auto">
        {preview.hosts.map((row) => (
          <li
            key={row.host.id}
            className="flex min-w-0 items-center gap-2 border-line border-t py-1.5"
          >
            <PlatformIcon platform={row.platform} className="size-3.5 shrink-0 text-fg-subtle" />
            <span className="w-56 min-w-0 truncate max-sm:w-32">{row.host.display_name}</span>
            <Verdict row={row} />
          </li>
        ))}
      </ul>
    </>
  )
}

export function LabelPreviewPanel(props: LabelPreviewPanelProps) {
  const { query, platform, labelId, noAsk } = props
  const [held, hold] = useState<{ of: string; preview: LabelPreview }>()
  const { busy, failure, error, run } = useCall()
  const asked = `${platform} ${query}`
  const ask = () =>
    run(async () => {
      const body = { query, platform, ...(labelId === undefined ? {} : { label_id: labelId }) }
      const path = '/api/v1/fleet/labels/preview'
      hold({ of: asked, preview: await api(LabelPreview, path, { method: 'POST', body }) })
    })
  const reason = noAsk ?? (query.trim() === '' ? 'Write its SQL first' : undefined)
  return (
    <section
      aria-label="Preview on real hosts"
      className="flex flex-col gap-2 rounded-md border border-line bg-surface p-3"
    >
      <div className="flex flex-wrap items-center gap-3">
        <Button size="small" busy={busy} disabledReason={reason} onClick={() => void ask()}>
          <Radio aria-hidden /> Ask up to 20 online hosts
        </Button>
        <span className="text-fg-muted">
          {busy
            ? 'Waiting for their next check-in, 20 s at most'
            : 'Who would be in it? Nothing is saved.'}
        </span>
      </div>
      {error && (
        <p role="alert" className="text-bad-fg">
          {failure?.errors[0]?.reason ?? error}
        </p>
      )}
      {held && held.of !== asked && (
        <p className="text-fg-subtle">The text has changed since these hosts were asked.</p>
      )}
      {held && <Answers preview={held.preview} />}
    </section>
  )
}
