// Single sign-on for tests: a fake provider that is set up here, and what must not be there after a
// refusal.

import { seal } from '@/lib/keys'
import { sql, transaction } from '@/lib/store/db'
import { updateSso } from '@/lib/store/sso'
import type { Sso } from '@/lib/wire/sso'
import type { FakeProvider } from './fake-provider'

/** Writes the settings past all their rules. */
export function storeSso(sso: Partial<Sso>, secret?: string): Promise<void> {
  const sealed = secret === undefined ? null : seal('sso client secret', secret)
  return transaction('people', (tx) => updateSso(tx, sso, sealed))
}

/** Sets sign-on up for that provider. */
export function setUpSso(provider: FakeProvider, more: Partial<Sso> = {}): Promise<void> {
  const { issuer, client_id, client_secret } = provider
  return storeSso({ enabled: true, name: 'Heron', issuer, client_id, ...more }, client_secret)
}

/** How many people, sessions and identities there are. */
export async function countPeople(): Promise<{
  users: number
  sessions: number
  identities: number
}> {
  const [row] = await sql<{ users: number; sessions: number; identities: number }>(
    'people',
    `SELECT (SELECT count(*)::int FROM users) AS users,
            (SELECT count(*)::int FROM sessions) AS sessions,
            (SELECT count(*)::int FROM user_identities) AS identities`,
  )
  return row ?? { users: 0, sessions: 0, identities: 0 }
}

/** The details of the newest entry of that type in the audit trail. */
export async function newestEntry(type: string): Promise<Record<string, unknown>> {
  const [row] = await sql<{ details: Record<string, unknown> }>(
    'people',
    'SELECT details FROM activities WHERE type = $1 ORDER BY id DESC LIMIT 1',
    [type],
  )
  return row?.details ?? {}
}
