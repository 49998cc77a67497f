'use client'
// Asks before something is done to hosts: which label or team, what changes on how many, and above the
// organisation's threshold the number and the password.
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { type Asked, bulkEffect, bulkGo, bulkKeep, bulkTitle } from './host-bulk-words'
import { type BulkObject, isComplete, type Question, useHostBulk } from './use-host-bulk'

export type BulkNames = {
  /** Labels by hand. */
  labels: readonly { id: number; name: string }[]
  /** Teams that the viewer may move hosts to; null is no team. */
  teams: readonly BulkObject[]
}

type HostBulkDialogProps = {
  question: Question | undefined
  onQuestion: (question: Question) => void
  names: BulkNames
  onClose: () => void
  onDone: () => void
}

const objectText = (object: BulkObject | undefined) =>
  object === undefined ? '' : String(object.id ?? 'none')

type ObjectFieldProps = Pick<HostBulkDialogProps, 'names' | 'onQuestion'> & { question: Question }

function ObjectField({ question, names, onQuestion }: ObjectFieldProps) {
  const { action, object } = question
  if (action === 'refetch' || action === 'delete') return null
  const isTransfer = action === 'transfer'
  const list: readonly BulkObject[] = isTransfer ? names.teams : names.labels
  if (list.length === 0)
    return (
      <p>
        {isTransfer
          ? 'There is no team yet.'
          : 'There is no label by hand yet. Make one in Labels.'}
      </p>
    )
  return (
    <Field label={isTransfer ? 'Team' : 'Label by hand'}>
      <Select
        label={isTransfer ? 'Team' : 'Label by hand'}
        value={objectText(object)}
        options={[
          ...(object ? [] : [{ value: '', label: 'Choose one' }]),
          ...list.map((one) => ({ value: objectText(one), label: one.name })),
        ]}
        onChange={(value) => {
          const chosen = list.find((one) => objectText(one) === value)
          if (chosen) onQuestion({ ...question, object: chosen })
        }}
      />
    </Field>
  )
}

const idle: Asked = {
  action: 'refetch',
  name: undefined,
  chosen: 0,
  object: undefined,
  effect: undefined,
}

export function HostBulkDialog(props: HostBulkDialogProps) {
  const { question, onQuestion, names, onClose, onDone } = props
  const { asked = idle, busy, failure, error, run, clear } = useHostBulk(question, onDone)
  const { action, effect } = asked
  const isIdle = effect?.changed === 0
  const needs = effect?.confirm
  const isAsked = question !== undefined && isComplete(question)
  return (
    <ConfirmDialog
      open={question !== undefined}
      onOpenChange={(open) => {
        if (open) return
        clear()
        onClose()
      }}
      title={bulkTitle(asked)}
      keepLabel={bulkKeep(asked)}
      goLabel={isIdle ? 'Close' : bulkGo(asked)}
      danger={action === 'delete'}
      onConfirm={({ password }) => (isIdle ? onClose() : void run(password))}
      busy={busy || effect === undefined}
      hosts={needs?.hosts ?? 0}
      typed={needs?.needed ?? false}
      password={(needs?.password ?? false) || failure?.reason('password') !== undefined}
      passwordError={failure?.reason('password')}
      error={error}
    >
      {question && <ObjectField question={question} names={names} onQuestion={onQuestion} />}
      {isAsked && bulkEffect(asked).map((sentence) => <p key={sentence}>{sentence}</p>)}
    </ConfirmDialog>
  )
}
