'use client'
// Asks before something reaches hosts. Both buttons name their outcome, focus rests on the harmless
// one, above 500 hosts (or all of them) the number must be typed, and where the sign-in is too old the
// password too.
import { AlertDialog as Base } from '@base-ui/react/alert-dialog'
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react'
import { ProveAgain, useProof } from '@/components/auth/prove-again'
import { formatCount } from '@/lib/client/format'
import { Button } from './button'
import { DialogFooter, dialogLook, scrimLook } from './dialog'
import { Input } from './input'

/** What was given beside the click; no password where the provider has just shown who it is. */
export type Confirmed = { password: string }

type ConfirmDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Verb, object, number: "Stop #58?" */
  title: string
  /** The effects as a sum, what is in flight, how to undo. */
  children: ReactNode
  keepLabel: string
  goLabel: string
  onConfirm: (given: Confirmed) => void
  danger?: boolean
  busy?: boolean
  /** Hosts reached: above 500 the number is typed. */
  hosts?: number
  /** Reaches every host there is: the number is typed whatever it is. */
  all?: boolean
  /** The rule of this action, where it is another than 500 hosts. */
  typed?: boolean
  /** The sign-in is too old for this: the password is asked for again. */
  password?: boolean
  /** What is wrong with the password that was given. */
  passwordError?: string | undefined
  error?: string | undefined
  /** What the content itself still asks for, before the button may be pressed. */
  lacks?: string | undefined
}

/** Whether the typed text is that count: `3104`, `3,104`, `3 104`. */
export function isTypedCount(typed: string, count: number): boolean {
  return typed.trim() !== '' && typed.replace(/[\s,.'\u00a0\u202f]/g, '') === String(count)
}

/** What was typed, and why that is not enough yet. */
function useTypedCount(count: number, needed: boolean) {
  const [typed, setTyped] = useState('')
  const lacks = needed && !isTypedCount(typed, count)
  return { typed, setTyped, reason: lacks ? `Type ${formatCount(count)} first` : undefined }
}

function TypedCount(props: { count: number; value: string; onChange: (value: string) => void }) {
  const id = useId()
  return (
    <div className="mt-4 flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        Type {formatCount(props.count)} to confirm
      </label>
      <Input
        id={id}
        inputMode="numeric"
        autoComplete="off"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        className="w-40"
      />
    </div>
  )
}

type QuestionProps = Pick<ConfirmDialogProps, 'title' | 'children' | 'error'> & {
  effects: ReactNode
}

function Question({ title, effects, error, children }: QuestionProps) {
  return (
    <div className="min-h-0 overflow-y-auto p-6">
      <Base.Title className="text-title">{title}</Base.Title>
      <Base.Description render={<div />} className="mt-2 flex flex-col gap-2 text-fg-muted">
        {effects}
      </Base.Description>
      {children}
      {error && (
        <p role="alert" className="mt-3 text-bad-fg">
          {error}
        </p>
      )}
    </div>
  )
}

/** The number and the password as they are typed; `lacks` says what is still to be given. */
function useGiven(props: ConfirmDialogProps) {
  const { hosts = 0, all = false, typed, password = false } = props
  const mustType = typed ?? (all || hosts > 500)
  const count = useTypedCount(hosts, mustType)
  const proof = useProof(password)
  const lacks = count.reason ?? proof.lacks
  const clear = () => {
    count.setTyped('')
    proof.clear()
  }
  return { mustType, count, proof, lacks, clear }
}

type Given = ReturnType<typeof useGiven>

function Fields({ props, given }: { props: ConfirmDialogProps; given: Given }) {
  const { hosts = 0, password, passwordError } = props
  const { mustType, count, proof } = given
  return (
    <>
      {mustType && <TypedCount count={hosts} value={count.typed} onChange={count.setTyped} />}
      {password && <ProveAgain proof={proof} error={passwordError} />}
    </>
  )
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onOpenChange, title, children, keepLabel, goLabel, onConfirm } = props
  const { danger, busy, error } = props
  const keep = useRef<HTMLButtonElement>(null)
  const given = useGiven(props)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!given.lacks && !busy) onConfirm({ password: given.proof.secret })
  }
  const change = (next: boolean) => {
    given.clear()
    onOpenChange(next)
  }
  return (
    <Base.Root open={open} onOpenChange={change}>
      <Base.Portal>
        <Base.Backdrop className={scrimLook} />
        <Base.Popup className={dialogLook} initialFocus={keep}>
          <form onSubmit={submit} className="contents">
            <Question title={title} effects={children} error={error}>
              <Fields props={props} given={given} />
            </Question>
            <DialogFooter>
              <Base.Close render={<Button ref={keep}>{keepLabel}</Button>} />
              <Button
                type="submit"
                variant={danger ? 'danger' : 'primary'}
                disabledReason={given.lacks}
                busy={busy}
              >
                {goLabel}
              </Button>
            </DialogFooter>
          </form>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
