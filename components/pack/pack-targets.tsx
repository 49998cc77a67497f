'use client'
// Whom the pack is for: the choice, the sentence it means, and what the draft of it does to hosts.
import { useMemo } from 'react'
import { everybodyLabel, TargetPicker, useKnownHosts } from '@/components/targets/target-picker'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ErrorState, SkeletonRows } from '@/components/ui/page-states'
import type { DraftContent } from '@/lib/client/pack-draft'
import type { TargetNames } from '@/lib/wire/targets'
import { ChangedHosts, HostNotes, HostSum, PlatformTable } from './pack-preview-hosts'
import { selectedOf, targetsOf, targetWords } from './pack-target-content'
import { shownPreview } from './use-draft-preview'
import type { PackEditor } from './use-pack-editor'

type PackTargetsProps = { editor: PackEditor; names: TargetNames; noWrite: string | undefined }

function useNameMaps(names: TargetNames, hosts: ReturnType<typeof useKnownHosts>['hosts']) {
  return useMemo(
    () => ({
      labels: new Map(names.labels.map(({ id, name }) => [id, name])),
      teams: new Map(names.teams.map(({ id, name }) => [id, name])),
      hosts: new Map(hosts.map(({ id, name }): [number, string] => [Number(id), name])),
    }),
    [names, hosts],
  )
}

type SampleProps = {
  share: number | null
  onShare: (share: number | null) => void
  readOnly: boolean
  error: string | undefined
}

/** The share of the targets; empty is all of them. */
function Sample({ share, onShare, readOnly, error }: SampleProps) {
  return (
    <Field
      label="Sample"
      optional
      error={error}
      hint="A share of the targets: always the same hosts, by their bucket"
    >
      <span className="flex items-center gap-2">
        <Input
          inputMode="numeric"
          value={share === null ? '' : String(share)}
          placeholder="100"
          readOnly={readOnly}
          onChange={({ target }) => {
            const text = target.value.replace(/\D/g, '').slice(0, 3)
            onShare(text === '' ? null : Math.min(100, Number(text)))
          }}
          className="w-20 text-end tabular-nums"
        />
        <span className="text-fg-muted">% of them</span>
      </span>
    </Field>
  )
}

function Choosing({ editor, names, noWrite }: PackTargetsProps) {
  const { content, change, errors } = editor.draft
  const { hosts, add } = useKnownHosts(names)
  const maps = useNameMaps(names, hosts)
  const everybody = everybodyLabel(names)
  const readOnly = noWrite !== undefined
  const set = (patch: Partial<DraftContent>, mark?: string) =>
    change((old) => ({ ...old, ...patch }), mark)
  const fault = errors.find(({ query_id, field }) => query_id === undefined && field === 'shard')
  return (
    <Card title="Whom it is for">
      <TargetPicker
        names={names}
        selected={selectedOf(content, everybody)}
        onChange={(selected) => set(targetsOf(selected, everybody))}
        everyone="All of the pack's team, or of the fleet when it has none"
        hosts={hosts}
        onHosts={add}
        readOnly={readOnly}
        sum={<p className="text-title">{targetWords(content, maps)}</p>}
      >
        <Sample
          share={content.shard}
          onShare={(shard) => set({ shard }, 'shard')}
          readOnly={readOnly}
          error={fault?.message}
        />
      </TargetPicker>
    </Card>
  )
}

function Effect({ editor }: { editor: PackEditor }) {
  const { preview, busy, failure } = shownPreview(editor)
  if (!preview && failure)
    return (
      <ErrorState title="The hosts could not be counted" requestId={failure.uuid}>
        {failure.message}
      </ErrorState>
    )
  if (!preview) return <SkeletonRows rows={6} />
  const { hosts } = preview
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <HostSum hosts={hosts} busy={busy} />
        <HostNotes hosts={hosts} />
        {failure && <p className="text-warn-fg">Not counted again: {failure.message}</p>}
      </div>
      {hosts.platforms.length > 0 && <PlatformTable hosts={hosts} />}
      <ChangedHosts hosts={hosts} />
    </div>
  )
}

export function PackTargets(props: PackTargetsProps) {
  const { dirty } = props.editor.draft
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <Choosing {...props} />
      <Card
        title={dirty ? 'What the draft does' : 'Whom the newest revision reaches'}
        className="lg:sticky lg:top-0"
      >
        <Effect editor={props.editor} />
      </Card>
    </div>
  )
}
