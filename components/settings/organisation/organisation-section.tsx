'use client'
// Settings, Organisation: its name, its address, how long results stay, who may enrol again.
import { SettingsPage } from '@/components/settings/settings-page'
import { Card } from '@/components/ui/card'
import { formatNoun } from '@/lib/client/format'
import type { Config } from '@/lib/wire/config'

export function OrganisationSection({ config }: { config: Config }) {
  return (
    <SettingsPage slug="organisation" title="Organisation">
      <Card title="Organisation">
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
          <dt className="text-fg-muted">Name</dt>
          <dd>{config.org_name}</dd>
          <dt className="text-fg-muted">Address</dt>
          <dd className="break-all">{config.server_url ?? 'as started'}</dd>
          <dt className="text-fg-muted">Results are kept</dt>
          <dd>{formatNoun(config.limits.result_retention_days, 'day')}</dd>
          <dt className="text-fg-muted">Enrolment policy</dt>
          <dd>{config.enrolment_policy}</dd>
        </dl>
      </Card>
    </SettingsPage>
  )
}
