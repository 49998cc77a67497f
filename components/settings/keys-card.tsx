'use client'
// A list of keys that open something: enrol secrets, API tokens. Making one shows it this once;
// revoking one says first what it ends.
import { Plus } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { CopyBlock } from '@/components/ui/copy-block'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { EmptyState } from '@/components/ui/page-states'
import { failureOf } from '@/lib/client/api'

type KeyRow = { id: number; name: string; detail: ReactNode; revoked?: boolean }

type KeysCardProps = {
  title: string
  /** "enrol secret" */
  noun: string
  rows: readonly KeyRow[]
  empty: string
  /** Why the viewer may not make one. */
  noCreate: string | undefined
  /** Resolves to the secret. */
  create: (name: string) => Promise<string>
  revoke: (id: number) => Promise<void>
  revokeEffect: string
}

type CreateProps = Pick<KeysCardProps, 'noun' | 'create'> & {
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** The new key's name and, once it is made, its secret; both are forgotten with the dialog. */
function useCreation(create: KeysCardProps['create']) {
  const [name, setName] = useState('')
  const [secret, setSecret] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const forget = () => {
    setName('')
    setSecret(undefined)
    setError(undefined)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '' || busy) return
    setBusy(true)
    setError(undefined)
    await create(name.trim()).then(setSecret, (failure: unknown) =>
      setError(failureOf(failure).message),
    )
    setBusy(false)
  }
  return { name, setName, secret, busy, error, submit, forget }
}

type NameFormProps = { noun: string; creation: ReturnType<typeof useCreation> }

function NameForm({ noun, creation: { name, setName, busy, error, submit } }: NameFormProps) {
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" error={error} hint="What or where it is for.">
        <Input value={name} maxLength={255} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={busy}
        disabledReason={name.trim() === '' ? 'Name it first' : undefined}
      >
        Create {noun}
      </Button>
    </form>
  )
}

function CreateDialog({ noun, create, open, onOpenChange }: CreateProps) {
  const creation = useCreation(create)
  const { name, secret, forget } = creation
  const change = (next: boolean) => {
    forget()
    onOpenChange(next)
  }
  if (secret !== undefined)
    return (
      <Dialog
        open={open}
        onOpenChange={change}
        title={`The ${noun} ${name}`}
        description="You will not see this again."
        footer={
          <Button variant="primary" onClick={() => change(false)}>
            I have stored it
          </Button>
        }
      >
        <CopyBlock secret label={noun} text={secret} />
      </Dialog>
    )
  return (
    <Dialog open={open} onOpenChange={change} title={`New ${noun}`}>
      <NameForm noun={noun} creation={creation} />
    </Dialog>
  )
}

type RevokeProps = Pick<KeysCardProps, 'noun' | 'revoke' | 'revokeEffect'> & {
  row: KeyRow | undefined
  onClose: () => void
}

function RevokeDialog({ noun, revoke, revokeEffect, row, onClose }: RevokeProps) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const go = async () => {
    if (!row) return
    setBusy(true)
    setError(undefined)
    await revoke(row.id).then(onClose, (failure: unknown) => setError(failureOf(failure).message))
    setBusy(false)
  }
  return (
    <ConfirmDialog
      open={row !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={`Revoke 1 ${noun}, ${row?.name ?? ''}?`}
      keepLabel={`Keep the ${noun}`}
      goLabel={`Revoke 1 ${noun}`}
      danger
      onConfirm={go}
      busy={busy}
      error={error}
    >
      <p>{revokeEffect}</p>
    </ConfirmDialog>
  )
}

type KeyListProps = Pick<KeysCardProps, 'rows' | 'noCreate'> & { onRevoke: (row: KeyRow) => void }

function KeyList({ rows, noCreate, onRevoke }: KeyListProps) {
  return (
    <ul className="pt-1 pb-2">
      {rows.map((row) => (
        <li
          key={row.id}
          className="flex items-center gap-3 border-line border-t px-4 py-2 first:border-t-0"
        >
          <div className="min-w-0 flex-1">
            <p className="truncate font-medium">{row.name}</p>
            <p className="text-fg-muted text-meta">{row.detail}</p>
          </div>
          {!row.revoked && (
            <Button
              size="small"
              variant="ghost"
              aria-label={`Revoke ${row.name}`}
              disabledReason={noCreate}
              onClick={() => onRevoke(row)}
            >
              Revoke
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

export function KeysCard(props: KeysCardProps) {
  const { title, noun, rows, empty, noCreate, create, revoke, revokeEffect } = props
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<KeyRow>()
  return (
    <Card
      title={title}
      note={`${rows.length}`}
      flush
      actions={
        <Button size="small" disabledReason={noCreate} onClick={() => setCreating(true)}>
          <Plus aria-hidden /> New {noun}
        </Button>
      }
    >
      {rows.length === 0 ? (
        <EmptyState title={`No ${noun}`} className="py-8">
          {empty}
        </EmptyState>
      ) : (
        <KeyList rows={rows} noCreate={noCreate} onRevoke={setRevoking} />
      )}
      <CreateDialog noun={noun} create={create} open={creating} onOpenChange={setCreating} />
      <RevokeDialog
        noun={noun}
        revoke={revoke}
        revokeEffect={revokeEffect}
        row={revoking}
        onClose={() => setRevoking(undefined)}
      />
    </Card>
  )
}
