'use client'
// What agents are told once every layer is merged: of a team's hosts on one platform, or of one host.
// Each part has the layer it comes from beside it.
import { useMemo, useState } from 'react'
import { ConfigJson, configLines } from '@/components/host/config-json'
import { Card } from '@/components/ui/card'
import { type Choice, Combobox } from '@/components/ui/combobox'
import { Field } from '@/components/ui/field'
import { SkeletonRows } from '@/components/ui/page-states'
import { Select } from '@/components/ui/select'
import { api } from '@/lib/client/api'
import { formatBytes } from '@/lib/client/format'
import { useSettled } from '@/lib/client/use-settled'
import type { OptionsPreview } from '@/lib/wire/agent-options'
import { HostList } from '@/lib/wire/hosts'
import { OptionsDiff } from './options-diff'
import type { Draft, Subject } from './use-options-draft'

const platforms = [
  { value: 'linux', label: 'Linux' },
  { value: 'darwin', label: 'macOS' },
  { value: 'windows', label: 'Windows' },
  { value: 'freebsd', label: 'FreeBSD' },
]

type Team = { id: number; name: string }

type SubjectProps = {
  subject: Subject
  onChange: (subject: Subject) => void
  /** To choose from; none where the options are one team's own. */
  teams: readonly Team[]
}

const none = 'none'

function TeamChoice({ subject, onChange, teams }: SubjectProps) {
  const { of_team_id: team } = subject
  return (
    <Field label="Team" className="w-44">
      <Select
        value={team ? String(team) : none}
        onChange={(next) =>
          onChange({ ...subject, of_team_id: next === none ? null : Number(next) })
        }
        options={[
          { value: none, label: 'No team' },
          ...teams.map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
      />
    </Field>
  )
}

function useHostSearch(teamId: number | undefined) {
  const [typed, setTyped] = useState('')
  const search = useSettled(typed, 200, (text, signal) => {
    const params = new URLSearchParams({ query: text, per_page: '20' })
    if (teamId !== undefined) params.set('team_id', String(teamId))
    return api(HostList, `/api/v1/fleet/hosts?${params}`, { signal })
  })
  const options = (search.answer?.value.hosts ?? []).map(
    ({ id, display_name, platform }): Choice => ({
      id: String(id),
      name: display_name,
      detail: platform,
    }),
  )
  return { options, busy: search.busy, setTyped }
}

type HostChoiceProps = Pick<SubjectProps, 'subject' | 'onChange'> & { teamId: number | undefined }

/** One host instead of a platform; choosing another puts it in its place. */
function HostChoice({ subject, onChange, teamId }: HostChoiceProps) {
  const [chosen, setChosen] = useState<Choice[]>([])
  const { options, busy, setTyped } = useHostSearch(teamId)
  const choose = (next: Choice[]) => {
    const last = next.at(-1)
    setChosen(last ? [last] : [])
    const { host_id: _, ...others } = subject
    onChange(last ? { ...others, host_id: Number(last.id) } : others)
  }
  return (
    <div className="flex min-w-56 flex-1 flex-col gap-1">
      <span aria-hidden className="font-medium">
        One host
      </span>
      <Combobox
        label="One host"
        placeholder="Any host by name"
        options={options}
        value={chosen}
        onChange={choose}
        onSearch={setTyped}
        busy={busy}
      />
    </div>
  )
}

function Weight({ bytes, isHost }: { bytes: OptionsPreview['merged']['bytes']; isHost: boolean }) {
  const { before, after } = bytes
  const what = isHost ? 'Whole configuration' : 'Options alone'
  const change = before === after ? '' : `, before ${formatBytes(before)}`
  return (
    <p className="text-fg-muted tabular-nums">
      {what}: {formatBytes(after)}
      {change}
    </p>
  )
}

function Merged({ preview, isHost }: { preview: OptionsPreview; isHost: boolean }) {
  const { config, provenance, changes, bytes } = preview.merged
  const lines = useMemo(() => configLines(config, provenance), [config, provenance])
  return (
    <div className="mt-3 flex flex-col gap-3">
      {changes.length > 0 && (
        <OptionsDiff label="Changes for this choice" changes={changes} empty="" />
      )}
      <ConfigJson label="Merged options" lines={lines} className="max-h-96" />
      <Weight bytes={bytes} isHost={isHost} />
    </div>
  )
}

type OptionsMergedProps = SubjectProps & {
  draft: Draft
  /** The team whose own options these are. */
  teamId: number | null
}

export function OptionsMerged({ draft, subject, onChange, teams, teamId }: OptionsMergedProps) {
  const { preview, checked } = draft
  const isHost = subject.host_id !== undefined
  return (
    <Card title="What agents are told">
      <div className="flex flex-wrap gap-3">
        {!isHost && teamId === null && teams.length > 0 && (
          <TeamChoice subject={subject} onChange={onChange} teams={teams} />
        )}
        {!isHost && (
          <Field label="Platform" className="w-36">
            <Select
              value={subject.platform ?? 'linux'}
              onChange={(platform) => onChange({ ...subject, platform })}
              options={platforms}
            />
          </Field>
        )}
        <HostChoice subject={subject} onChange={onChange} teamId={teamId ?? undefined} />
      </div>
      {preview ? (
        <Merged preview={preview} isHost={isHost} />
      ) : checked && !checked.valid ? (
        <p className="mt-3 text-fg-muted">Shown again when the problems are gone.</p>
      ) : (
        <SkeletonRows rows={6} className="mt-3" />
      )}
    </Card>
  )
}
