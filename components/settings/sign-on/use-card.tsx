'use client'
// Trying it in another window, switching it on, and making it the only way in: in that order.
import type { ReactNode } from 'react'
import { FailureNumber } from '@/components/auth/sign-on-button'
import { roleLabels } from '@/components/settings/users/role-words'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Checkbox, Switch } from '@/components/ui/choice'
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import { openSignOn } from '@/lib/client/sign-on'
import type { SsoTrial } from '@/lib/wire/sso'
import type { Teams } from './people-card'
import type { SignOn } from './use-sign-on'

type UseCardProps = { signOn: SignOn; teams: Teams }

/** "Administrator", "Observer in Servers", or that the person would stay out. */
function rolesOf({ global_role, teams: held }: SsoTrial, teams: Teams): string {
  if (global_role) return `${roleLabels[global_role]} of the whole fleet`
  const name = (id: number) => teams.find((team) => team.id === id)?.name ?? `team ${id}`
  if (held.length === 0) return 'none: somebody new would stay out'
  return held.map(({ id, role }) => `${roleLabels[role]} in ${name(id)}`).join(', ')
}

function groupsOf({ groups_sent, groups }: SsoTrial): string {
  if (!groups_sent) return 'the claim did not come'
  return groups.length === 0 ? 'an empty list' : groups.join(', ')
}

function Line({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-fg-muted">{term}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}

function Trial({ trial, teams, claim }: { trial: SsoTrial; teams: Teams; claim: string }) {
  if (!trial.ok)
    return (
      <Banner tone="bad">
        <p>
          The trial <Time at={trial.at} /> failed. {trial.fault}
        </p>
        <FailureNumber uuid={trial.uuid} />
      </Banner>
    )
  return (
    <div className="flex flex-col gap-2">
      <Banner tone="ok">
        {trial.by} tried this connection, and it worked, <Time at={trial.at} />
      </Banner>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        <Line term="Subject">
          <span className="mono">{trial.subject}</span>
        </Line>
        <Line term="E-mail">
          {trial.email === ''
            ? 'not told'
            : `${trial.email}, ${trial.email_verified ? 'verified' : 'not verified'}`}
        </Line>
        {claim !== '' && <Line term="Groups">{groupsOf(trial)}</Line>}
        <Line term="Role">{rolesOf(trial, teams)}</Line>
      </dl>
    </div>
  )
}

function trialReason({ dirty, shown }: SignOn): string | undefined {
  if (dirty) return 'Save first: a trial is of what is saved'
  if (shown.issuer === '' || shown.client_id === '') return 'Give issuer and client ID first'
  return undefined
}

function PasswordAdmins({ shown, draft, set, reason }: SignOn) {
  const { password_admins: named } = draft
  return (
    <div className="flex flex-col gap-2 ps-9">
      <p className="font-medium">Who keeps a password</p>
      {shown.admins.length === 0 && (
        <p className="text-fg-muted">No administrator has a password. Give one a password first.</p>
      )}
      {shown.admins.map(({ id, name, email }) => (
        <Checkbox
          key={id}
          label={name}
          hint={email}
          checked={named.includes(id)}
          onChange={(on) =>
            set({ password_admins: on ? [...named, id] : named.filter((other) => other !== id) })
          }
        />
      ))}
      <p className="text-fg-subtle text-meta">
        {formatNoun(named.length, 'administrator')} can still use a password. One always stays, for
        the day the provider does not answer.
      </p>
      {reason('password_admins') && (
        <p className="text-bad-fg text-meta">{reason('password_admins')}</p>
      )}
    </div>
  )
}

function Tried({ signOn: { shown, draft, moved }, teams }: UseCardProps) {
  if (shown.trial && !moved)
    return <Trial trial={shown.trial} teams={teams} claim={draft.groups_claim} />
  return (
    <p className="text-fg-muted">
      This connection has not been tried. A trial signs nobody in: it shows what the provider tells
      of you.
    </p>
  )
}

export function UseCard({ signOn, teams }: UseCardProps) {
  const { shown, draft, set, moved, reason } = signOn
  const tried = shown.trial?.ok === true && !moved
  return (
    <Card
      title="Use"
      actions={
        <Button disabledReason={trialReason(signOn)} onClick={() => openSignOn('test')}>
          Try it in a new window
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Tried signOn={signOn} teams={teams} />
        <Switch
          label="People can sign in with it"
          hint={`The sign-in page shows "Sign in with ${draft.name}"`}
          checked={draft.enabled}
          onChange={(enabled) => set({ enabled, enforce: enabled && draft.enforce })}
        />
        <Switch
          label="It is the only way in"
          hint={
            tried
              ? 'Passwords stop working for everybody but the administrators named here'
              : 'Needs a trial that worked first'
          }
          disabled={!draft.enforce && (!tried || !draft.enabled)}
          checked={draft.enforce}
          onChange={(enforce) => set({ enforce })}
        />
        {reason('enforce') && <p className="text-bad-fg text-meta">{reason('enforce')}</p>}
        {draft.enforce && <PasswordAdmins {...signOn} />}
      </div>
    </Card>
  )
}
