// What a host last told of its configuration, in the four words used everywhere.
import { ToneBadge } from '@/components/ui/badge'
import type { Tone } from '@/components/ui/state-words'
import type { ConfigurationState } from '@/lib/wire/hosts'

export const configurationLook: Record<ConfigurationState, { tone: Tone; label: string }> = {
  in_sync: { tone: 'ok', label: 'in sync' },
  due: { tone: 'waiting', label: 'due' },
  late: { tone: 'warn', label: 'late' },
  not_served: { tone: 'offline', label: 'not served' },
}

export function ConfigurationBadge({ state }: { state: ConfigurationState }) {
  const { tone, label } = configurationLook[state]
  return <ToneBadge tone={tone}>{label}</ToneBadge>
}
