'use client'
// Who the provider is, and who we are to it; a look at what it says of itself before anybody depends
// on it.
import { Check, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CopyBlock } from '@/components/ui/copy-block'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { SsoReport } from '@/lib/wire/sso'
import type { SignOn } from './use-sign-on'

function Report({ report }: { report: SsoReport }) {
  return (
    <ul className="flex flex-col gap-1 rounded-md border border-line bg-sunken p-3">
      {report.checks.map(({ name, ok, detail }) => (
        <li key={name} className="flex items-start gap-2">
          {ok ? (
            <Check role="img" aria-label="Good" className="mt-0.5 size-4 shrink-0 text-ok-fg" />
          ) : (
            <X role="img" aria-label="Wrong" className="mt-0.5 size-4 shrink-0 text-bad-fg" />
          )}
          <span className="min-w-0 break-words">
            <span className="font-medium">{name}</span>{' '}
            <span className="text-fg-muted">{detail}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

function useCheck(issuer: string) {
  const [found, setFound] = useState<{ issuer: string; report: SsoReport }>()
  const call = useCall()
  const check = () =>
    call.run(async () => {
      const path = '/api/v1/fleet/sso/test'
      const report = await api(SsoReport, path, { method: 'POST', body: { issuer } })
      setFound({ issuer, report })
    })
  return {
    check,
    busy: call.busy,
    error: call.error,
    report: found?.issuer === issuer && found.report,
  }
}

function Issuer({ draft, set, reason }: SignOn) {
  const { check, busy, error, report } = useCheck(draft.issuer)
  return (
    <div className="flex flex-col gap-2" aria-live="polite">
      <div className="flex items-end gap-2">
        <Field
          label="Issuer"
          hint="Exactly as the provider writes it, https://"
          error={reason('issuer') ?? error}
          className="flex-1"
        >
          <Input
            type="url"
            value={draft.issuer}
            maxLength={2_048}
            placeholder="https://login.example.com"
            onChange={(event) => set({ issuer: event.target.value.trim() })}
          />
        </Field>
        <Button
          busy={busy}
          className="mb-5"
          disabledReason={draft.issuer === '' ? 'Give the issuer first' : undefined}
          onClick={check}
        >
          Check
        </Button>
      </div>
      {report && <Report report={report} />}
    </div>
  )
}

function Secret({ shown, draft, set, reason }: SignOn) {
  const hint = shown.client_secret_set
    ? 'One is set and sealed. Leave this empty to keep it.'
    : 'None is set: without one the provider must take PKCE alone.'
  return (
    <Field label="Client secret" hint={hint} error={reason('client_secret')} optional>
      <Input
        type="password"
        autoComplete="off"
        value={draft.client_secret}
        maxLength={4_096}
        placeholder={shown.client_secret_set ? '\u2022'.repeat(16) : ''}
        onChange={(event) => set({ client_secret: event.target.value })}
      />
    </Field>
  )
}

function Redirect({ address }: { address: string }) {
  return (
    <div className="flex flex-col gap-1">
      <p className="font-medium">Redirect URL</p>
      <CopyBlock label="redirect URL" text={address} />
      <p className="text-fg-subtle text-meta">
        Register Muster at the provider as a web application with this address.
      </p>
    </div>
  )
}

export function ConnectionCard({ signOn }: { signOn: SignOn }) {
  const { shown, draft, set, reason } = signOn
  return (
    <Card title="Provider">
      <div className="flex flex-col gap-4">
        <Redirect address={shown.redirect_url} />
        <Issuer {...signOn} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Client ID" error={reason('client_id')}>
            <Input
              value={draft.client_id}
              maxLength={1_024}
              autoComplete="off"
              onChange={(event) => set({ client_id: event.target.value })}
            />
          </Field>
          <Secret {...signOn} />
          <Field label="Scopes" hint="With openid; blanks between" error={reason('scopes')}>
            <Input
              value={draft.scopes}
              maxLength={1_000}
              onChange={(event) => set({ scopes: event.target.value })}
            />
          </Field>
          <Field label="Name" hint={`Sign in with ${draft.name}`} error={reason('name')}>
            <Input
              value={draft.name}
              maxLength={60}
              onChange={(event) => set({ name: event.target.value })}
            />
          </Field>
        </div>
      </div>
    </Card>
  )
}
