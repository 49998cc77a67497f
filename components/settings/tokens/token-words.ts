// What a token's scopes let it do, in words; and how long it may live.
import type { Scope } from '@/lib/wire/roles'

export const scopeChoices: readonly { value: Scope; label: string; hint: string }[] = [
  { value: 'read', label: 'read', hint: 'See what its owner sees' },
  { value: 'write', label: 'write', hint: 'Change packs, queries, labels, hosts, options' },
  { value: 'live', label: 'live', hint: 'Ask up to 500 hosts at once' },
  { value: 'live:all', label: 'live:all', hint: 'Ask any number of hosts' },
  { value: 'admin', label: 'admin', hint: 'People, settings, tokens, audit' },
]

export const lifetimes = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
] as const

export type Lifetime = (typeof lifetimes)[number]['value']

/** The end of a life that begins now. */
export function expiryOf(days: Lifetime, nowMs: number): string {
  return new Date(nowMs + Number(days) * 86_400_000).toISOString()
}
