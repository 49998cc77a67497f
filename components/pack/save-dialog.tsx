'use client'
// Review and save: what changes, what it does to hosts, why, and who gets it first. The button repeats
// the number of hosts; above 500 it is typed.
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { isTypedCount } from '@/components/ui/confirm-dialog'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { ApiFailure, api } from '@/lib/client/api'
import { formatCount, formatNoun } from '@/lib/client/format'
import { RolloutReply } from '@/lib/wire/rollouts'
import { SaveDiff } from './save-diff'
import { SaveEffects } from './save-effects'
import { firstStages, readStages, SaveRollout, type Stages } from './save-rollout'
import type { PackEditor } from './use-pack-editor'

type SaveDialogProps = {
  editor: PackEditor
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The newest revision is not the one that the draft began with. */
  onConflict: () => void
  names: Readonly<Record<number, string>>
}

const typedAbove = 500

async function startRollout(packId: number, revision: number, stages: Stages) {
  const { share, gates } = readStages(stages)
  const path = `/api/v1/fleet/packs/${packId}/rollouts`
  return api(RolloutReply, path, { method: 'POST', body: { revision, share, gates } })
}

type Fault = { message: string; saved: boolean }

function useSave({ editor, onOpenChange, onConflict }: SaveDialogProps) {
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault>()
  const done = (words: string) => {
    announce(words, { urgent: true })
    toast.done(words)
    onOpenChange(false)
    router.refresh()
  }
  const failed = (error: unknown, saved: boolean) => {
    const refusal = error instanceof ApiFailure ? error : undefined
    if (refusal?.status === 409 && refusal.reason('base_revision')) {
      onOpenChange(false)
      return onConflict()
    }
    const reasons = (refusal?.errors ?? []).map(({ name, reason }) => `${name} ${reason}`)
    const message =
      refusal?.status === 422 && reasons.length > 0 ? reasons.slice(0, 3).join('. ') : undefined
    setFault({ message: message ?? refusal?.message ?? 'The server did not answer.', saved })
  }
  const save = async (stages: Stages, note: string) => {
    setBusy(true)
    setFault(undefined)
    let saved = false
    try {
      const pack = await editor.draft.save({ note, release: stages.way === 'all' })
      saved = true
      if (stages.way === 'stages') {
        const { rollout } = await startRollout(pack.id, pack.revision, stages)
        done(`Revision ${pack.revision} is on its way to ${formatNoun(rollout.cohort, 'host')}`)
      } else if (pack.released === pack.revision) done(`Revision ${pack.revision} is saved`)
      else done(`Revision ${pack.revision} is saved as a draft`)
    } catch (error) {
      failed(error, saved)
    }
    setBusy(false)
  }
  return { busy, fault, save }
}

/** How many hosts hear of the save, and what the button says of it. */
function reachOf({ draft, previews }: PackEditor, stages: Stages, waits: boolean) {
  const matched = previews.draft.answer?.value.hosts
  const all = draft.pack.disabled ? 0 : (matched?.matched ?? draft.pack.total_hosts_count)
  if (waits || stages.way === 'later') return { all, hosts: 0, words: 'Save as a draft' }
  if (stages.way === 'stages') {
    const hosts = Math.round((all * (readStages(stages).share || 0)) / 100)
    return { all, hosts, words: `Save, start on about ${formatNoun(hosts, 'host')}` }
  }
  if (draft.pack.disabled) return { all, hosts: 0, words: 'Save, reaches nobody while off' }
  return { all, hosts: all, words: `Save on ${formatNoun(all, 'host')}` }
}

function useChoice(props: SaveDialogProps) {
  const { editor } = props
  const { draft, previews } = editor
  const [stages, setStages] = useState(firstStages)
  const [note, setNote] = useState('')
  const [typed, setTyped] = useState('')
  const waits = draft.pack.rollout?.state === 'running' || draft.pack.rollout?.state === 'paused'
  const { all, hosts, words } = reachOf(editor, stages, waits)
  const mustType = hosts > typedAbove
  const counting = previews.draft.busy && !previews.draft.failure
  const lacks = counting
    ? 'Counting the hosts'
    : stages.way === 'stages' && !waits
      ? readStages(stages).lacks
      : undefined
  const untyped =
    mustType && !isTypedCount(typed, hosts) ? `Type ${formatCount(hosts)} first` : undefined
  const fields = { stages, setStages, note, setNote, typed, setTyped }
  return { ...fields, waits, all, hosts, words, mustType, lacks: lacks ?? untyped }
}

type Choice = ReturnType<typeof useChoice>

function TypedCount({ choice }: { choice: Choice }) {
  if (!choice.mustType) return null
  return (
    <Field label={`Type ${formatCount(choice.hosts)} to confirm`}>
      <Input
        inputMode="numeric"
        autoComplete="off"
        value={choice.typed}
        onChange={({ target }) => choice.setTyped(target.value)}
        className="w-40"
      />
    </Field>
  )
}

function Body({
  editor,
  names,
  choice,
}: Pick<SaveDialogProps, 'editor' | 'names'> & { choice: Choice }) {
  const { draft, previews } = editor
  return (
    <div className="flex flex-col gap-5">
      <SaveDiff draft={draft} names={names} />
      <section aria-label="Effect on hosts">
        <SaveEffects draft={previews.draft} base={previews.base} off={draft.pack.disabled} />
      </section>
      <SaveRollout
        stages={choice.stages}
        onChange={choice.setStages}
        hosts={choice.all}
        off={draft.pack.disabled}
        waits={choice.waits}
        released={draft.pack.released}
      />
      <Field label="Note" optional hint="Why, for whoever reads the revisions">
        <Input
          value={choice.note}
          maxLength={500}
          onChange={({ target }) => choice.setNote(target.value)}
        />
      </Field>
      <TypedCount choice={choice} />
    </div>
  )
}

export function SaveDialog(props: SaveDialogProps) {
  const { editor, open, onOpenChange, names } = props
  const choice = useChoice(props)
  const { busy, fault, save } = useSave(props)
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Save ${formatNoun(editor.changes, 'change')} to ${editor.draft.content.name}?`}
      className="max-w-2xl"
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep editing</Button>
          <Button
            variant="primary"
            busy={busy}
            disabledReason={choice.lacks}
            onClick={() => save(choice.stages, choice.note.trim())}
          >
            {choice.words}
          </Button>
        </>
      }
    >
      <Body editor={editor} names={names} choice={choice} />
      {fault && (
        <p role="alert" className="mt-4 rounded-md bg-bad-soft px-3 py-2 text-bad-fg">
          {fault.saved
            ? `The revision is saved as a draft, but its rollout did not start: ${fault.message}`
            : `Nothing was saved: ${fault.message}`}
        </p>
      )}
    </Dialog>
  )
}
