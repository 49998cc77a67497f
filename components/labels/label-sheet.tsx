'use client'
// One label beside the list: its SQL or what it is, its hosts, who relies on it.
import { Radio, Trash2 } from 'lucide-react'
import { useContext } from 'react'
import { Badge, ToneBadge } from '@/components/ui/badge'
import { Button, ButtonLink } from '@/components/ui/button'
import { Pending } from '@/components/ui/pending'
import { Sheet } from '@/components/ui/sheet'
import { Tabs } from '@/components/ui/tabs'
import { formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { type LabelDetail, LabelDetailReply } from '@/lib/wire/labels'
import { LabelActsContext, noChange } from './label-columns'
import { LabelEdit } from './label-edit'
import { LabelHosts } from './label-hosts'
import { LabelUsersTab } from './label-users'
import { coverageSentence, kindOf, kindWords } from './label-words'

type LabelSheetProps = {
  /** An id, `new`, or null for none. */
  id: string | null
  /** Its name as the list has it, until it is read. */
  name: string | undefined
  noWrite: string | undefined
  noAsk: string | undefined
  onClose: () => void
  onSaved: (id: number) => void
}

function Facts({ label }: { label: LabelDetail }) {
  const { remove, noWrite } = useContext(LabelActsContext)
  const kind = kindOf(label)
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <Badge>{kindWords[kind]}</Badge>
      <span className="text-fg-muted tabular-nums">{formatNoun(label.count, 'host')}</span>
      {label.errors > 0 && (
        <ToneBadge tone="bad">{formatNoun(label.errors, 'host')} failed</ToneBadge>
      )}
      <div className="ms-auto flex gap-2">
        <Button
          size="small"
          disabledReason={noChange(label, noWrite)}
          onClick={() => remove(label)}
        >
          <Trash2 aria-hidden /> Delete
        </Button>
        <ButtonLink size="small" href={`/live?labels=${label.id}`}>
          <Radio aria-hidden /> Ask these hosts
        </ButtonLink>
      </div>
      {kind === 'sql' && <p className="w-full text-fg-muted">{coverageSentence(label.coverage)}</p>}
    </div>
  )
}

type OpenProps = Pick<LabelSheetProps, 'noWrite' | 'noAsk' | 'onSaved'> & {
  label: LabelDetail
  refresh: () => void
}

function Open({ label, refresh, ...props }: OpenProps) {
  const kind = kindOf(label)
  const { packs, hidden_packs, rollouts, target_sets, other_target_sets } = label
  const users =
    packs.length + hidden_packs + rollouts.length + target_sets.length + other_target_sets
  return (
    <>
      <Facts label={label} />
      <Tabs
        label="Parts of the label"
        tabs={[
          {
            id: 'edit',
            label: kind === 'sql' ? 'SQL' : 'About',
            content: <LabelEdit key={label.updated_at} label={label} {...props} />,
          },
          {
            id: 'hosts',
            label: 'Hosts',
            count: label.count,
            content: <LabelHosts label={label} noWrite={props.noWrite} onChanged={refresh} />,
          },
          {
            id: 'users',
            label: 'Used by',
            count: users,
            content: <LabelUsersTab id={label.id} />,
          },
        ]}
      />
    </>
  )
}

function Stored({ id, ...props }: LabelSheetProps) {
  const poll = usePoll(LabelDetailReply, `/api/v1/fleet/labels/${id}`, 15)
  const label = poll.value?.label
  if (!label || String(label.id) !== id)
    return <Pending poll={poll} failed="The label could not be read" />
  const onSaved = (saved: number) => {
    poll.refresh()
    props.onSaved(saved)
  }
  return <Open {...props} label={label} onSaved={onSaved} refresh={poll.refresh} />
}

export function LabelSheet(props: LabelSheetProps) {
  const { id, onClose } = props
  const isNew = id === 'new'
  return (
    <Sheet
      open={id !== null}
      onOpenChange={(open) => !open && onClose()}
      title={isNew ? 'New label' : (props.name ?? 'Label')}
      className="w-[min(880px,100vw)]"
    >
      {isNew && <LabelEdit label={undefined} {...props} />}
      {id !== null && !isNew && <Stored key={id} {...props} />}
    </Sheet>
  )
}
