'use client'
// Settings, About: which version runs where, on which schema.
import type { ReactNode } from 'react'
import { SettingsPage } from '@/components/settings/settings-page'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { formatBytes, formatCount, formatNoun } from '@/lib/client/format'
import type { About } from '@/lib/wire/about'

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-fg-muted">{name}</dt>
      <dd className="min-w-0 break-all">{children}</dd>
    </>
  )
}

const facts = 'grid grid-cols-[auto_1fr] gap-x-6 gap-y-1'

export function AboutSection({ about }: { about: About }) {
  return (
    <SettingsPage slug="about" title="About">
      <Card title="Muster">
        <dl className={facts}>
          <Fact name="Version">{about.version}</Fact>
          <Fact name="Address">{about.public_url}</Fact>
          <Fact name="Running since">
            <Time at={about.started_at} />
          </Fact>
          <Fact name="Node.js">{about.node_version}</Fact>
          <Fact name="Letters">
            {about.mails
              ? 'sent by the mail server that is set'
              : 'none: SMTP_URL is not set, links are handed over by hand'}
          </Fact>
        </dl>
      </Card>
      <Card title="Instances" note={`${about.instances.length}`}>
        <ul className="flex flex-col gap-1">
          {about.instances.map(({ role, count }) => (
            <li key={role}>
              {formatNoun(count, 'instance')} with the role <span className="mono">{role}</span>
            </li>
          ))}
        </ul>
      </Card>
      <Card title="Database">
        <dl className={facts}>
          <Fact name="PostgreSQL">{about.database_version}</Fact>
          <Fact name="Size">{formatBytes(about.database_bytes)}</Fact>
          <Fact name="Schema">{about.schema}</Fact>
          <Fact name="Migrations">
            {formatCount(about.migrations)}, the last <Time at={about.migrated_at} />
          </Fact>
        </dl>
      </Card>
    </SettingsPage>
  )
}
