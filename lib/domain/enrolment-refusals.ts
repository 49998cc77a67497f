// Refused enrolments: kept for people to see, and audited where the secret once was one (it ended, or
// its uses did). The agent is told none of it, and a try in a loop is one entry a minute.
import { recordActivity } from '@/lib/domain/activity'
import { transaction } from '@/lib/store/db'
import { insertRefusal } from '@/lib/store/enrolments'
import { findSecretByHash, updateSecretRefused } from '@/lib/store/secrets'
import type { RefusalReason } from '@/lib/wire/enrolments'
import type { EnrollBody } from '@/lib/wire/osquery'
import { cutText } from '@/lib/wire/osquery'

const textMax = 255

type Try = { digest: Buffer; body: EnrollBody; address: string }

async function reasonOf({ digest, body }: Try) {
  const secret = body.enroll_secret === '' ? undefined : await findSecretByHash(digest)
  if (!secret) return { reason: body.enroll_secret === '' ? 'empty' : 'unknown' } as const
  // Its last use may have gone to another between the look and the count.
  const reason: RefusalReason = secret.state === 'usable' ? 'used_up' : secret.state
  return { reason, secret }
}

/** Keeps that a try was refused and why. Resolves after the commit. */
export async function recordRefusedEnrolment(attempt: Try): Promise<void> {
  const { reason, secret } = await reasonOf(attempt)
  const { address, body } = attempt
  const hostname = cutText(body.hostname || body.host_identifier, textMax)
  await transaction('agents', async (tx) => {
    const enroll_secret_id = secret?.id ?? 0
    const isFirst = await insertRefusal(tx, { address, reason, enroll_secret_id, hostname })
    if (!secret) return
    await updateSecretRefused(tx, secret.id)
    if (!isFirst) return
    await recordActivity(
      tx,
      { agent: hostname || 'a host' },
      {
        type: 'refused_enrolment',
        object_kind: 'enroll_secret',
        object_id: secret.id,
        object_name: secret.name,
        details: { reason, team_id: secret.team_id },
        address,
      },
    )
  })
}
