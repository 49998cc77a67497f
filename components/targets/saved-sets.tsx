'use client'
// Selections kept under a name: use one, keep what is chosen now, or take one away. Each says how many
// hosts it means now against when it was kept.
import { ChevronDown, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { z } from 'zod'
import { Button, IconButton } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Popover } from '@/components/ui/popover'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { usePoll } from '@/lib/client/use-poll'
import { type TargetSet, TargetSetReply, TargetSetsReply } from '@/lib/wire/target-sets'
import type { Selected } from '@/lib/wire/targets'
import { setSentence } from './set-words'

const path = '/api/v1/fleet/targets/sets'

/** My sets, read while the list is open. */
function useSets() {
  const poll = usePoll(TargetSetsReply, path, 60)
  const call = useCall()
  const change = (send: () => Promise<unknown>) =>
    call.run(async () => {
      await send()
      poll.refresh()
    })
  const keep = (name: string, selected: Selected) =>
    change(() => api(TargetSetReply, path, { method: 'POST', body: { name, selected } }))
  const remove = ({ id }: TargetSet) =>
    change(() => api(z.unknown(), `${path}/${id}`, { method: 'DELETE' }))
  const failure = call.failure ?? poll.failure
  return { busy: call.busy, failure, sets: poll.value?.target_sets, keep, remove }
}

type Sets = ReturnType<typeof useSets>

function One({
  set,
  onUse,
  onRemove,
}: {
  set: TargetSet
  onUse: () => void
  onRemove: () => void
}) {
  const [sure, setSure] = useState(false)
  return (
    <li className="flex items-center gap-1">
      <button
        type="button"
        onClick={onUse}
        className="flex min-w-0 flex-1 flex-col rounded-md px-2 py-1 text-start hover:bg-hover pointer-coarse:min-h-11"
      >
        <span className="max-w-full truncate font-medium">{set.name}</span>
        <span className="text-fg-muted text-meta tabular-nums">{setSentence(set)}</span>
      </button>
      {sure ? (
        <Button size="small" variant="danger" onClick={onRemove} aria-label={`Delete ${set.name}`}>
          Delete
        </Button>
      ) : (
        <IconButton label={`Delete ${set.name}`} onClick={() => setSure(true)}>
          <Trash2 aria-hidden />
        </IconButton>
      )}
    </li>
  )
}

function Keep({ selected, sets }: { selected: Selected; sets: Sets }) {
  const [name, setName] = useState('')
  const { failure, busy, keep } = sets
  return (
    <form
      className="flex items-end gap-2 border-line border-t pt-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() === '' || busy) return
        void keep(name.trim(), selected).then(() => setName(''))
      }}
    >
      <Field label="Keep these targets as" error={failure?.reason('name')} className="flex-1">
        <Input value={name} maxLength={255} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Button type="submit" busy={busy} disabledReason={name.trim() ? undefined : 'Give it a name'}>
        Keep
      </Button>
    </form>
  )
}

type SavedSetsProps = {
  selected: Selected
  /** Somebody is chosen, so there is something to keep. */
  chosen: boolean
  onUse: (set: TargetSet) => void
}

function Panel({ selected, chosen, onUse }: SavedSetsProps) {
  const state = useSets()
  const { sets, failure, remove } = state
  return (
    <div className="flex flex-col gap-2">
      {!sets && !failure && <p className="text-fg-muted">Reading your sets</p>}
      {sets?.length === 0 && <p className="text-fg-muted">You have kept no targets yet.</p>}
      {sets && sets.length > 0 && (
        <ul aria-label="Saved sets" className="-mx-2 max-h-64 overflow-y-auto">
          {sets.map((set) => (
            <One
              key={set.id}
              set={set}
              onUse={() => onUse(set)}
              onRemove={() => void remove(set)}
            />
          ))}
        </ul>
      )}
      {failure && !failure.reason('name') && (
        <p role="alert" className="text-bad-fg">
          {failure.message}
        </p>
      )}
      {chosen && <Keep selected={selected} sets={state} />}
    </div>
  )
}

export function SavedSets(props: SavedSetsProps) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      align="end"
      title="Saved sets"
      className="w-80"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="ghost" size="small">
          Saved sets <ChevronDown aria-hidden />
        </Button>
      }
    >
      <Panel
        {...props}
        onUse={(set) => {
          setOpen(false)
          props.onUse(set)
        }}
      />
    </Popover>
  )
}
