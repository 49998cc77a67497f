// Enrol secrets as people manage them: who may, and what the audit trail says of it.
import { recordActivity } from '@/lib/domain/activity'
import { authorize, teamScope } from '@/lib/domain/permissions'
import { createSecretIn, revokeSecretIn } from '@/lib/domain/secrets'
import { requireTeam } from '@/lib/domain/teams'
import { transaction } from '@/lib/store/db'
import { findSecret, listSecretHosts, listSecrets } from '@/lib/store/secrets'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import type {
  EnrollSecretCreate,
  EnrollSecretQuery,
  EnrollSecretRow,
  SecretHostQuery,
} from '@/lib/wire/secrets'

const missing = () => new AppError('not_found', 'There is no such enrol secret')

/** Newest first, ended ones included; never the secrets themselves. */
export function listSecretsFor(
  viewer: Viewer,
  { team_id }: EnrollSecretQuery = {},
): Promise<EnrollSecretRow[]> {
  const scope = teamScope(viewer, 'secrets:read')
  return listSecrets({ scope, hosts: teamScope(viewer, 'hosts:read'), team_id })
}

export async function getSecret(viewer: Viewer, id: number): Promise<EnrollSecretRow> {
  const secret = await findSecret(id, teamScope(viewer, 'hosts:read'))
  if (!secret) throw missing()
  authorize(viewer, 'secrets:read', { team_id: secret.team_id })
  return secret
}

/** The hosts in view that came with it last. */
export async function listHostsOfSecret(viewer: Viewer, id: number, query: SecretHostQuery) {
  await getSecret(viewer, id)
  return listSecretHosts(id, teamScope(viewer, 'hosts:read'), query)
}

/** `secret` is never to be had again. */
export async function addSecret(
  viewer: Viewer,
  body: EnrollSecretCreate,
  address: string,
  nowMs = Date.now(),
) {
  const team_id = body.team_id ?? null
  authorize(viewer, 'secrets:write', { team_id })
  await requireTeam(team_id)
  const expires_at = body.expires_at == null ? null : new Date(body.expires_at)
  if (expires_at && expires_at.getTime() <= nowMs)
    throw invalidField('expires_at', 'must be in the future')
  const made = await transaction('people', async (tx) => {
    const { name, max_uses = null } = body
    const { user_id: author_id } = viewer
    const made = await createSecretIn(tx, { name, team_id, expires_at, max_uses, author_id })
    await recordActivity(tx, viewer, {
      type: 'created_enroll_secret',
      object_kind: 'enroll_secret',
      object_id: made.enroll_secret.id,
      object_name: name,
      details: { team_id, expires_at: body.expires_at ?? null, max_uses },
      address,
    })
    return made
  })
  const enroll_secret = await findSecret(made.enroll_secret.id, { team_ids: [], shared: false })
  if (!enroll_secret) throw missing()
  return { enroll_secret, secret: made.secret }
}

/** Hosts that the secret enrolled stay. */
export async function endSecret(viewer: Viewer, id: number, address: string): Promise<void> {
  const secret = await findSecret(id, teamScope(viewer, 'hosts:read'))
  if (!secret) throw missing()
  authorize(viewer, 'secrets:write', { team_id: secret.team_id })
  await transaction('people', async (tx) => {
    await revokeSecretIn(tx, id)
    await recordActivity(tx, viewer, {
      type: 'revoked_enroll_secret',
      object_kind: 'enroll_secret',
      object_id: id,
      object_name: secret.name,
      hosts: secret.host_count,
      details: { team_id: secret.team_id },
      address,
    })
  })
}
