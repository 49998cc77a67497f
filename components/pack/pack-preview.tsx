'use client'
// Pre-flight: what the draft, or the newest revision, would do to hosts before anything is saved; and
// what an agent gets now.
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { formatNoun } from '@/lib/client/format'
import { useUrlParams } from '@/lib/client/use-url-params'
import type { PackPreview as Preview } from '@/lib/wire/pack-preview'
import { PreviewConfiguration } from './pack-preview-config'
import { PreviewCost } from './pack-preview-cost'
import { ChangedHosts, HostNotes, HostSum, PlatformTable, VersionTable } from './pack-preview-hosts'
import { PreviewQueries, troublesOf } from './pack-preview-queries'
import { shownPreview } from './use-draft-preview'
import type { PackEditor } from './use-pack-editor'

type ShownProps = { preview: Preview; busy: boolean }

function Hosts({ preview: { hosts }, busy }: ShownProps) {
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <HostSum hosts={hosts} busy={busy} />
        <HostNotes hosts={hosts} />
      </div>
      {hosts.platforms.length > 0 && (
        <div className="grid gap-x-10 gap-y-4 lg:grid-cols-2">
          <PlatformTable hosts={hosts} />
          <VersionTable hosts={hosts} />
        </div>
      )}
      <ChangedHosts hosts={hosts} />
    </div>
  )
}

function Queries({ preview, busy, editor }: ShownProps & { editor: PackEditor }) {
  const [, change] = useUrlParams()
  const open = (name: string) => {
    editor.setOpenId(editor.draft.content.queries.find((query) => query.name === name)?.id)
    change({ tab: undefined })
  }
  const inTrouble = preview.queries.filter((query) => troublesOf(query).length > 0).length
  const note =
    inTrouble === 0
      ? 'nothing in the way'
      : `${formatNoun(inTrouble, 'query', 'queries')} with something in the way`
  return (
    <section aria-labelledby="preview-queries">
      <h2 id="preview-queries" className="mb-2 font-semibold">
        {formatNoun(preview.queries.length, 'query', 'queries')}
        <span className="ms-2 font-normal text-fg-muted">{note}</span>
      </h2>
      <PreviewQueries queries={preview.queries} busy={busy} onOpen={open} />
    </section>
  )
}

export function PackPreview({ editor }: { editor: PackEditor }) {
  const { preview, busy, failure } = shownPreview(editor)
  const { dirty, pack } = editor.draft
  if (!preview && failure)
    return (
      <ErrorState title="The pre-flight could not be made" requestId={failure.uuid}>
        {failure.message}
      </ErrorState>
    )
  if (!preview) return <SkeletonRows className="rounded-lg border border-line bg-surface" />
  return (
    <div className="flex flex-col gap-4">
      {preview.refusal && <Banner tone="bad">{preview.refusal}. Saving would be refused.</Banner>}
      {failure && <Banner tone="warn">Shown as it was before: {failure.message}</Banner>}
      <Card title={dirty ? 'Hosts with this draft' : `Hosts with revision ${pack.revision}`}>
        <Hosts preview={preview} busy={busy} />
      </Card>
      <Card title="What it costs">
        <PreviewCost preview={preview} busy={busy} />
      </Card>
      <Queries preview={preview} busy={busy} editor={editor} />
      <section aria-labelledby="preview-configuration">
        <h2 id="preview-configuration" className="mb-2 font-semibold">
          What an agent gets now
          {dirty && <span className="ms-2 font-normal text-fg-muted">without this draft</span>}
        </h2>
        <PreviewConfiguration pack={pack} />
      </section>
    </div>
  )
}
