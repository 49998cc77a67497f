'use client'
// From a group to the next question: which SQL to begin with, its values as parameters, its hosts as
// targets. Nothing is sent from here; the launch page opens with all of it.
import { useState } from 'react'
import { Button, ButtonLink } from '@/components/ui/button'
import { RadioGroup } from '@/components/ui/choice'
import { Dialog } from '@/components/ui/dialog'
import { AgentValue } from '@/components/ui/grid/grid-cell'
import type { Group } from '@/lib/wire/campaign-groups'
import type { Campaign } from '@/lib/wire/campaigns'
import { livePath } from '@/lib/wire/live-search'
import { type FollowUp, followUps } from './follow-up'
import { groupTitle, hostsOf } from './group-words'

function Values({ params }: Pick<FollowUp, 'params'>) {
  const entries = Object.entries(params)
  if (entries.length === 0) return null
  return (
    <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
      {entries.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="mono text-fg-muted">{`{{${name}}}`}</dt>
          <dd className="min-w-0">
            <AgentValue value={String(value)} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Question({ choice: { sql, params } }: { choice: FollowUp }) {
  return (
    <>
      <pre className="mono mt-3 max-h-48 overflow-auto whitespace-pre-wrap rounded-md bg-sunken p-3">
        {sql}
      </pre>
      <Values params={params} />
    </>
  )
}

type FollowUpDialogProps = {
  campaign: Campaign
  group: Group
  columns: readonly string[]
  onClose: () => void
}

export function FollowUpDialog({ campaign, group, columns, onClose }: FollowUpDialogProps) {
  const choices = followUps(campaign.sql, group, columns)
  const [picked, setPicked] = useState('same')
  const choice = choices.find(({ id }) => id === picked) ?? choices[0]
  const from = { campaign_id: campaign.id, key: group.key, columns }
  const path = choice && livePath({ sql: choice.sql, params: choice.params, group: from })
  // What is too much for a link starts with the hosts alone.
  const hostsOnly = livePath({ group: from })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Follow up on ${hostsOf(group)}`}
      description={`Asks the hosts that told "${groupTitle(group, columns)}". Nothing is sent before you press Run there.`}
      footer={
        <>
          <Button onClick={onClose}>Stay here</Button>
          <ButtonLink variant="primary" href={path ?? hostsOnly ?? '/live'}>
            Write the question for {hostsOf(group)}
          </ButtonLink>
        </>
      }
    >
      <RadioGroup
        label="Begin with"
        value={choice?.id ?? 'same'}
        onChange={setPicked}
        options={choices.map(({ id, label }) => ({ value: id, label }))}
      />
      {choice && <Question choice={choice} />}
      {path === undefined && (
        <p className="mt-2 text-warn-fg">
          This SQL is too long for a link: the page opens with the hosts alone.
        </p>
      )}
    </Dialog>
  )
}
