// Enrol secrets: made here from 256 random bits, shown once, kept as an HMAC under a key that is not
// in the database, looked up by that digest so that no comparison exists to be timed.
import { createHmac, randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { env } from '@/lib/env'
import { serverKey } from '@/lib/keys'
import { type Tx, transaction } from '@/lib/store/db'
import {
  findUsableSecret,
  insertSecret,
  type SecretRow,
  updateSecretRevoked,
} from '@/lib/store/secrets'
import { AppError } from '@/lib/wire/errors'

export type EnrollSecret = SecretRow

const simulatorName = 'Simulated hosts on this machine'

/** The stored form. Trimmed, because agents trim a secret from a file but not from a variable. */
export function secretHash(secret: string): Buffer {
  return createHmac('sha256', serverKey('enrol secrets')).update(secret.trim()).digest()
}

type SecretRequest = {
  name: string
  team_id?: number | null
  expires_at?: Date | null
  max_uses?: number | null
  author_id?: number
}

/** Makes a secret in the caller's transaction; `secret` is never to be had again. */
export async function createSecretIn(
  tx: Tx,
  request: SecretRequest,
): Promise<{ enroll_secret: EnrollSecret; secret: string }> {
  const secret = randomBytes(32).toString('base64url')
  const enroll_secret = await insertSecret(tx, {
    name: request.name,
    secret_hash: secretHash(secret),
    team_id: request.team_id ?? null,
    expires_at: request.expires_at ?? null,
    max_uses: request.max_uses ?? null,
    author_id: request.author_id ?? null,
  })
  return { enroll_secret, secret }
}

export function createSecret(
  request: SecretRequest,
): Promise<{ enroll_secret: EnrollSecret; secret: string }> {
  return transaction('people', (tx) => createSecretIn(tx, request))
}

/** Ends a secret; hosts that it enrolled stay. Throws not_found. */
export async function revokeSecretIn(tx: Tx, id: number): Promise<EnrollSecret> {
  const row = await updateSecretRevoked(tx, id)
  if (!row) throw new AppError('not_found', 'No such enrol secret')
  return row
}

export function revokeSecret(id: number): Promise<EnrollSecret> {
  return transaction('people', (tx) => revokeSecretIn(tx, id))
}

function readSecretFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}

/**
 * Leaves a working secret in DATA_DIR/simulator.secret (0600), so that `npm run simulate` on this
 * machine needs none to be typed. The one in the file is kept while it works.
 */
export async function ensureSimulatorSecret(): Promise<void> {
  const path = join(env().DATA_DIR, 'simulator.secret')
  const held = readSecretFile(path)
  if (held && (await findUsableSecret(secretHash(held)))) return
  const { secret } = await createSecret({ name: simulatorName })
  writeFileSync(path, `${secret}\n`, { mode: 0o600 })
  chmodSync(path, 0o600)
}
