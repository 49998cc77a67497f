'use client'
// Settings, Retention: how long what is kept is kept.
import { type NumberOf, NumbersCard } from '@/components/settings/numbers-card'
import type { ConfigSectionProps } from '@/components/settings/organisation/organisation-section'
import { SettingsPage } from '@/components/settings/settings-page'
import { Card } from '@/components/ui/card'
import type { Config } from '@/lib/wire/config'

export function RetentionSection({ config, noWrite }: ConfigSectionProps) {
  return (
    <SettingsPage slug="retention" title="Retention">
      <NumbersCard title="Results and hosts" numbers={daysOf(config)} noWrite={noWrite} />
      <NumbersCard title="Size" numbers={sizesOf(config)} noWrite={noWrite} />
      <NumbersCard title="Carves" numbers={carvesOf(config)} noWrite={noWrite} />
      <Card title="Kept for good">
        <p className="text-fg-muted">
          Activity is kept whole, because each entry is bound to the one before it. Of a live query
          stay its SQL, targets and counts; of a pack every revision.
        </p>
      </Card>
    </SettingsPage>
  )
}

const days = { unit: 'days', min: 1, max: 3_650 }

function daysOf({ limits, hosts }: Config): NumberOf[] {
  return [
    {
      ...days,
      path: 'limits.result_retention_days',
      label: 'Results of packs',
      hint: 'By whole days of receipt. What a query amounts to stays known.',
      value: limits.result_retention_days,
    },
    {
      ...days,
      path: 'limits.status_retention_days',
      label: 'Status logs',
      hint: 'By whole days of receipt.',
      value: limits.status_retention_days,
    },
    {
      ...days,
      path: 'limits.campaign_retention_days',
      label: 'Rows of live queries',
      hint: 'Their counts stay.',
      value: limits.campaign_retention_days,
    },
    {
      ...days,
      path: 'limits.dead_letter_retention_days',
      label: 'Dead letters',
      hint: 'Lines that were not understood, and those that destinations refused.',
      value: limits.dead_letter_retention_days,
    },
    {
      ...days,
      path: 'hosts.expiry_days',
      label: 'Hosts not heard of',
      hint: 'Removed after so many days of silence. Blank: never.',
      value: hosts.expiry_days,
      blank: 'never',
    },
  ]
}

const gibibytes = { unit: 'GiB', min: 1, max: 1_000_000, blank: 'no limit' }

function sizesOf({ limits }: Config): NumberOf[] {
  return [
    {
      ...gibibytes,
      path: 'limits.lines_gib_max',
      label: 'Results and status logs',
      hint: 'With their indexes. Beyond it the oldest days go before their time. Blank: no limit.',
      value: limits.lines_gib_max,
    },
    {
      ...gibibytes,
      path: 'limits.held_gib_max',
      label: 'While a destination holds them',
      hint: 'Days that a blocking destination has not had stay up to this. Beyond it they go, and are counted.',
      value: limits.held_gib_max,
    },
  ]
}

const mebibyte = 1024 * 1024
const mebibytesMax = 1024 * 1024

function carvesOf({ carves }: Config): NumberOf[] {
  const size = { unit: 'MiB', min: 1, max: mebibytesMax, per: mebibyte }
  return [
    {
      path: 'carves.retention_days',
      label: 'Carved files',
      hint: 'Counted from when the last block came.',
      unit: 'days',
      min: 1,
      max: 3_650,
      value: carves.retention_days,
    },
    {
      ...size,
      path: 'carves.carve_bytes_max',
      label: 'One carve',
      hint: 'A larger one is refused before its first block.',
      value: Math.ceil(carves.carve_bytes_max / mebibyte),
    },
    {
      ...size,
      path: 'carves.host_bytes_max',
      label: 'All carves of one host',
      hint: 'Those under way count with what they declared.',
      value: Math.ceil(carves.host_bytes_max / mebibyte),
    },
    {
      ...size,
      max: mebibytesMax * 1024,
      path: 'carves.total_bytes_max',
      label: 'All carves',
      hint: 'Beyond it new ones are refused until older ones are gone.',
      value: Math.ceil(carves.total_bytes_max / mebibyte),
    },
  ]
}
