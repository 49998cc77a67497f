'use client'
// Who I am here: my name, which I may change, and what somebody else decides.
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { UserReply } from '@/lib/wire/users'

export type Me = {
  id: number
  name: string
  email: string
  /** "Administrator", or roles by team. */
  roles: string
}

export function MeCard({ me }: { me: Me }) {
  const { refresh } = useRouter()
  const [name, setName] = useState(me.name)
  const { busy, error, run } = useCall()
  const lacks =
    name.trim() === '' ? 'Give a name' : name === me.name ? 'Nothing is changed' : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (lacks || busy) return
    void run(async () => {
      await api(UserReply, `/api/v1/fleet/users/${me.id}`, { method: 'PATCH', body: { name } })
      toast.done('Your name is changed')
      refresh()
    })
  }
  return (
    <Card title="You">
      <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        <dt className="text-fg-muted">E-mail</dt>
        <dd className="break-all">{me.email}</dd>
        <dt className="text-fg-muted">Role</dt>
        <dd>{me.roles}</dd>
      </dl>
      <form onSubmit={submit} className="flex items-end gap-2">
        <Field label="Name" error={error} className="max-w-72 flex-1">
          <Input
            value={name}
            maxLength={255}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Button type="submit" busy={busy} disabledReason={lacks}>
          Save name
        </Button>
      </form>
    </Card>
  )
}
