'use client'
// Settings, Security: how long a sign-in lasts, what takes a second look, and which tables only an
// administrator may ask.
import { ConfigCard } from '@/components/settings/config-card'
import { type NumberOf, NumbersCard } from '@/components/settings/numbers-card'
import type { ConfigSectionProps } from '@/components/settings/organisation/organisation-section'
import { SettingsPage } from '@/components/settings/settings-page'
import { useConfigForm } from '@/components/settings/use-config-form'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/input'
import type { Config } from '@/lib/wire/config'

export function SecuritySection({ config, noWrite }: ConfigSectionProps) {
  return (
    <SettingsPage slug="security" title="Security">
      <NumbersCard title="Sign-ins" numbers={sessionsOf(config)} noWrite={noWrite} />
      <NumbersCard title="Confirmations" numbers={confirmsOf(config)} noWrite={noWrite} />
      <TablesCard config={config} noWrite={noWrite} />
    </SettingsPage>
  )
}

function sessionsOf({ security }: Config): NumberOf[] {
  return [
    {
      path: 'security.session_hours',
      label: 'Longest sign-in',
      hint: 'From the password, however much it is used. Shorter reaches open sign-ins within 5 s.',
      unit: 'hours',
      min: 1,
      max: 720,
      value: security.session_hours,
    },
    {
      path: 'security.idle_minutes',
      label: 'Idle limit',
      hint: 'From the last request. An open page makes some by itself.',
      unit: 'minutes',
      min: 5,
      max: 43_200,
      value: security.idle_minutes,
    },
  ]
}

function confirmsOf({ limits }: Config): NumberOf[] {
  return [
    {
      path: 'limits.confirm_above_hosts',
      label: 'Ask twice above',
      hint: 'A live query to more hosts takes the typed number and a password of the last 15 minutes; a token needs the scope live:all.',
      unit: 'hosts',
      min: 0,
      max: 10_000_000,
      value: limits.confirm_above_hosts,
    },
  ]
}

const namesIn = (text: string) => text.split(/[\s,]+/).filter(Boolean)

function TablesCard({ config, noWrite }: ConfigSectionProps) {
  const form = useConfigForm(
    { 'limits.denied_tables': config.limits.denied_tables.join('\n') },
    { noWrite, encode: (_, text) => namesIn(text) },
  )
  const reason = form.reason('limits.denied_tables')
  return (
    <ConfigCard title="Tables for administrators" form={form}>
      <Field
        label="Tables"
        hint="One a line. Only an administrator may ask them live: they reach out, or bring files."
        error={reason && `A name ${reason}`}
      >
        <Textarea
          rows={5}
          disabled={form.off}
          spellCheck={false}
          className="mono max-w-80"
          value={form.text('limits.denied_tables')}
          onChange={(event) => form.put({ 'limits.denied_tables': event.target.value })}
        />
      </Field>
    </ConfigCard>
  )
}
