'use client'
// Settings, Organisation: its name, its address, who may enrol again, and the limits of the server.
import { ConfigCard } from '@/components/settings/config-card'
import { type NumberOf, NumbersCard } from '@/components/settings/numbers-card'
import { SettingsPage } from '@/components/settings/settings-page'
import { useConfigForm } from '@/components/settings/use-config-form'
import { RadioGroup } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { type Config, EnrolmentPolicy } from '@/lib/wire/config'

export type ConfigSectionProps = {
  config: Config
  /** Why the reader may not change it. */
  noWrite: string | undefined
}

export function OrganisationSection({ config, noWrite }: ConfigSectionProps) {
  return (
    <SettingsPage slug="organisation" title="Organisation">
      <NameCard config={config} noWrite={noWrite} />
      <EnrolmentCard config={config} noWrite={noWrite} />
      <NumbersCard title="Limits" numbers={limitsOf(config)} noWrite={noWrite} />
    </SettingsPage>
  )
}

function NameCard({ config, noWrite }: ConfigSectionProps) {
  const form = useConfigForm(
    { org_name: config.org_name, server_url: config.server_url ?? '' },
    {
      noWrite,
      wrong: ({ org_name = '' }) => (org_name.trim() === '' ? 'Give a name' : undefined),
      encode: (_, text) => (text.trim() === '' ? null : text),
    },
  )
  return (
    <ConfigCard title="Organisation" form={form}>
      <Field label="Name" hint="Shown to everybody who signs in." error={form.reason('org_name')}>
        <Input
          value={form.text('org_name')}
          maxLength={255}
          disabled={form.off}
          onChange={(event) => form.put({ org_name: event.target.value })}
        />
      </Field>
      <Field
        label="Address for agents"
        optional
        hint="What new hosts are told to call: https, host and port. Blank: as the server was started."
        error={form.reason('server_url')}
      >
        <Input
          value={form.text('server_url')}
          maxLength={2_048}
          placeholder="as started"
          inputMode="url"
          disabled={form.off}
          onChange={(event) => form.put({ server_url: event.target.value })}
        />
      </Field>
    </ConfigCard>
  )
}

const policies = [
  {
    value: 'strict',
    label: 'Strict',
    hint: 'A record of its own, always; only an administrator makes the two one.',
  },
  {
    value: 'grace',
    label: 'Grace',
    hint: 'The same record once the other was silent for an hour; else one of its own, shown as a conflict while both are alive.',
  },
  {
    value: 'open',
    label: 'Open',
    hint: 'The same record at once. A copied identity takes its place.',
  },
] as const

function EnrolmentCard({ config, noWrite }: ConfigSectionProps) {
  const form = useConfigForm({ enrolment_policy: config.enrolment_policy }, { noWrite })
  return (
    <ConfigCard title="Enrolling again" form={form}>
      <p className="text-fg-muted">
        Which record a host gets that enrols with an identity which is known already.
      </p>
      <RadioGroup
        label="Enrolling again"
        value={EnrolmentPolicy.parse(form.text('enrolment_policy'))}
        onChange={(enrolment_policy) => form.put({ enrolment_policy })}
        options={policies.map((policy) => ({ ...policy, disabled: form.off }))}
      />
    </ConfigCard>
  )
}

function limitsOf({ limits }: Config): NumberOf[] {
  return [
    {
      path: 'limits.accelerated_hosts_max',
      label: 'Hosts that hurry',
      hint: 'Check in every 5 s at once because a live query has work for them.',
      unit: 'hosts',
      min: 0,
      max: 1_000_000,
      value: limits.accelerated_hosts_max,
    },
    {
      path: 'limits.campaign_rows_max',
      label: 'Rows of a live query',
      hint: 'Answers beyond it are counted and kept without their rows, and the campaign says so.',
      unit: 'rows',
      min: 1,
      max: 100_000_000,
      value: limits.campaign_rows_max,
    },
  ]
}
