'use client'
// Settings, Agent options: what the organisation or a team tells its agents, where each value comes
// from, whom a change reaches, and the way back to any older revision.
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { SettingsPage } from '@/components/settings/settings-page'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/select'
import { Tabs } from '@/components/ui/tabs'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { type OptionFact, OptionsReply } from '@/lib/wire/agent-options'
import { Unread } from '@/lib/wire/frame'
import { OptionsEditor } from './options-editor'
import { OptionsMerged } from './options-merged'
import { OptionsRevisions } from './options-revisions'
import { OptionsSave } from './options-save'
import { type Draft, type Subject, useOptionsDraft } from './use-options-draft'

type Team = { id: number; name: string }

export type OptionsSectionProps = {
  options: OptionsReply
  facts: readonly OptionFact[]
  /** Those whose options the viewer may read. */
  teams: readonly Team[]
  /** The organisation's may be read too. */
  mayOrganisation: boolean
  noWrite: string | undefined
}

const path = '/api/v1/fleet/agent_options'
const organisation = 'organisation'

const reread = (teamId: number | null) =>
  api(OptionsReply, teamId === null ? path : `${path}?team_id=${teamId}`)

/** What is saved now, and how to say that it moved on. */
function useSaved(first: OptionsReply) {
  const [reply, setReply] = useState(first)
  const { refresh } = useRouter()
  const take = (next: OptionsReply) => {
    setReply(next)
    const done = `Agent options are saved as revision ${next.revision}`
    announce(done)
    toast.done(done)
    refresh()
  }
  return { reply, take }
}

function Layer({ options, teams, mayOrganisation }: OptionsSectionProps) {
  const router = useRouter()
  const { team_id } = options
  return (
    <Select
      label="Whose options"
      className="w-52"
      value={team_id === null ? organisation : String(team_id)}
      onChange={(next) =>
        router.push(
          next === organisation ? '/settings/options' : `/settings/options?team_id=${next}`,
        )
      }
      options={[
        ...(mayOrganisation ? [{ value: organisation, label: 'Organisation' }] : []),
        ...teams.map(({ id, name }) => ({ value: String(id), label: `Team ${name}` })),
      ]}
    />
  )
}

type BarProps = {
  draft: Draft
  reply: OptionsReply
  noWrite: string | undefined
  onReview: () => void
}

/** Why the edits cannot be reviewed yet. */
function lacking({ draft, noWrite }: Pick<BarProps, 'draft' | 'noWrite'>): string | undefined {
  if (noWrite !== undefined) return noWrite
  if (draft.faults.length > 0) return `${formatNoun(draft.faults.length, 'problem')} to solve first`
  if (!draft.edited) return 'Nothing is changed'
  return draft.preview ? undefined : 'Being checked'
}

function Bar({ draft, reply, noWrite, onReview }: BarProps) {
  const { edited, preview } = draft
  const sum = preview
    ? `${formatNoun(preview.diff.length, 'change')}, ${formatNoun(preview.hosts.affected, 'host')} affected`
    : 'Edited'
  return (
    <div className="flex flex-wrap items-center gap-2 rounded-lg border border-line bg-surface px-4 py-3">
      <p className="min-w-0 flex-1 basis-56 tabular-nums">
        {edited
          ? sum
          : reply.revision === 0
            ? `Never changed; reaches ${formatNoun(reply.hosts, 'host')}`
            : `Revision ${reply.revision} is in force; it reaches ${formatNoun(reply.hosts, 'host')}`}
      </p>
      {edited && <Button onClick={() => draft.reset(reply)}>Discard</Button>}
      <Button variant="primary" disabledReason={lacking({ draft, noWrite })} onClick={onReview}>
        Review and save
      </Button>
    </div>
  )
}

type EditProps = OptionsSectionProps & {
  reply: OptionsReply
  draft: Draft
  subject: Subject
  onSubject: (subject: Subject) => void
  onSaved: () => Promise<void>
}

function Edit(props: EditProps) {
  const { facts, teams, noWrite, reply, draft, subject, onSubject } = props
  const [reviewing, setReviewing] = useState(false)
  const { team_id } = reply
  const name = teams.find(({ id }) => id === team_id)?.name
  const whose = name === undefined ? 'Organisation' : `Team ${name}`
  const review = () => lacking({ draft, noWrite }) === undefined && setReviewing(true)
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 xl:grid-cols-2">
        <OptionsEditor
          title={whose}
          draft={draft}
          facts={facts}
          noWrite={noWrite}
          onSave={review}
        />
        <OptionsMerged
          draft={draft}
          subject={subject}
          onChange={onSubject}
          teams={teams}
          teamId={team_id}
        />
      </div>
      <Bar draft={draft} reply={reply} noWrite={noWrite} onReview={review} />
      {reviewing && <Review {...props} onClose={() => setReviewing(false)} />}
    </div>
  )
}

function Review({ draft, reply, onClose, onSaved }: EditProps & { onClose: () => void }) {
  const { preview, checked } = draft
  if (!preview || !checked) return null
  const { team_id, revision } = reply
  const hosts = formatNoun(preview.hosts.affected, 'host')
  return (
    <OptionsSave
      title={`Save agent options for ${hosts}?`}
      keepLabel="Go on editing"
      goLabel={`Save for ${hosts}`}
      changes={preview.diff}
      preview={preview}
      reply={Unread}
      saving={{
        path: team_id === null ? '/api/v1/fleet/config' : `/api/v1/fleet/teams/${team_id}`,
        method: 'PATCH',
        body: { agent_options: checked.agent_options, base_revision: revision },
      }}
      onClose={onClose}
      onSaved={async () => {
        onClose()
        await onSaved()
      }}
    />
  )
}

export function OptionsSection(props: OptionsSectionProps) {
  const { reply, take } = useSaved(props.options)
  const [subject, setSubject] = useState<Subject>({ platform: 'linux' })
  const draft = useOptionsDraft(reply, subject)
  const moved = (next: OptionsReply) => {
    draft.reset(next)
    take(next)
  }
  const saved = async () => moved(await reread(reply.team_id))
  const edit = { ...props, reply, draft, subject, onSubject: setSubject, onSaved: saved }
  const { team_id } = reply
  return (
    <SettingsPage slug="options" title="Agent options" wide actions={<Layer {...props} />}>
      <Tabs
        label="Agent options"
        tabs={[
          { id: 'edit', label: 'Edit', content: <Edit {...edit} /> },
          {
            id: 'revisions',
            label: 'Revisions',
            count: reply.revision,
            content: (
              <OptionsRevisions teamId={team_id} noWrite={props.noWrite} onRestored={moved} />
            ),
          },
        ]}
      />
    </SettingsPage>
  )
}
