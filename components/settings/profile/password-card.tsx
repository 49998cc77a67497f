'use client'
// Another password, proved by the present one. It signs me out everywhere but here.
import { type FormEvent, useState } from 'react'
import { NewPasswordField } from '@/components/auth/new-password-field'
import { PasswordInput } from '@/components/auth/password-input'
import { passwordRules } from '@/components/auth/password-rules'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { UserReply } from '@/lib/wire/users'
import type { Me } from './me-card'

function usePassword(me: Me) {
  const [present, setPresent] = useState('')
  const [chosen, setChosen] = useState('')
  const call = useCall()
  const rules = passwordRules(chosen, me.email)
  const kept = rules.every((rule) => rule.kept)
  const lacks =
    present === '' ? 'Give your present password' : kept ? undefined : 'Choose a new password'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (lacks || call.busy) return
    const body = { password: chosen, current_password: present }
    void call.run(async () => {
      await api(UserReply, `/api/v1/fleet/users/${me.id}`, { method: 'PATCH', body })
      toast.done('Your password is changed', { detail: 'Other sign-ins and API tokens ended.' })
      setPresent('')
      setChosen('')
    })
  }
  return { present, setPresent, chosen, setChosen, rules, lacks, call, submit }
}

export function PasswordCard({ me }: { me: Me }) {
  const form = usePassword(me)
  const { failure, busy, error } = form.call
  const wrong = failure?.reason('current_password')
  const bad = failure?.reason('password')
  return (
    <Card title="Password">
      <form onSubmit={form.submit} className="flex max-w-96 flex-col gap-4">
        <input type="hidden" autoComplete="username" value={me.email} readOnly />
        <Field label="Present password" error={wrong && `The present password ${wrong}`}>
          <PasswordInput
            autoComplete="current-password"
            maxLength={1_024}
            value={form.present}
            onChange={(event) => form.setPresent(event.target.value)}
          />
        </Field>
        <NewPasswordField
          label="New password"
          rules={form.rules}
          value={form.chosen}
          onChange={form.setChosen}
          error={bad && `The password ${bad}`}
        />
        {error && !wrong && !bad && (
          <p role="alert" className="text-bad-fg">
            {error}
          </p>
        )}
        <p className="text-fg-subtle text-meta">
          It ends your other sign-ins and your API tokens within 5 s.
        </p>
        <Button type="submit" className="self-start" busy={busy} disabledReason={form.lacks}>
          Change the password
        </Button>
      </form>
    </Card>
  )
}
