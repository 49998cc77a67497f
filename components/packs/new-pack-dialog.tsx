'use client'
// A pack from nothing: a name, then its page. It starts switched off and empty.
import { useRouter } from 'next/navigation'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ApiFailure, api } from '@/lib/client/api'
import { PackReply } from '@/lib/wire/packs'

type NewPackDialogProps = { open: boolean; onOpenChange: (open: boolean) => void }

function useNewPack() {
  const router = useRouter()
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const make = async (name: string) => {
    setBusy(true)
    setError(undefined)
    try {
      const body = { name, disabled: true }
      const { pack } = await api(PackReply, '/api/v1/fleet/packs', { method: 'POST', body })
      router.push(`/packs/${pack.id}`)
    } catch (failure) {
      const known = failure instanceof ApiFailure
      setError(known ? failure.message : 'The server did not answer. Nothing was saved.')
      setBusy(false)
    }
  }
  return { error, busy, make }
}

type FooterProps = { form: string; busy: boolean; empty: boolean; onCancel: () => void }

function Footer({ form, busy, empty, onCancel }: FooterProps) {
  return (
    <>
      <Button onClick={onCancel}>Cancel</Button>
      <Button
        type="submit"
        form={form}
        variant="primary"
        busy={busy}
        disabledReason={empty ? 'Give it a name first' : undefined}
      >
        Make the pack
      </Button>
    </>
  )
}

export function NewPackDialog({ open, onOpenChange }: NewPackDialogProps) {
  const form = useId()
  const [name, setName] = useState('')
  const { error, busy, make } = useNewPack()
  const empty = name.trim() === ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!busy && !empty) void make(name.trim())
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New pack"
      description="It starts empty, for nobody and switched off. Agents name its results pack/name/query."
      footer={<Footer form={form} busy={busy} empty={empty} onCancel={() => onOpenChange(false)} />}
    >
      <form id={form} onSubmit={submit}>
        <Field label="Name" error={error}>
          <Input
            autoFocus
            maxLength={255}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  )
}
