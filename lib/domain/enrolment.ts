// Enrolment: a secret and a claimed identity in, a node key of one host record out. Which record is
// decided by lib/domain/identity; the team only ever comes from the secret.
import { randomBytes } from 'node:crypto'
import { recordChange, wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { keyHash } from '@/lib/domain/directory'
import {
  admitEnrolment,
  admitTry,
  noteFailure,
  noteSecret,
  turn,
} from '@/lib/domain/enrolment-limits'
import { recordRefusedEnrolment } from '@/lib/domain/enrolment-refusals'
import {
  builtInLabels,
  candidateOf,
  type Enrolment,
  type EnrolmentPolicy,
  judgeEnrolment,
  properIdentifier,
  supersededSeconds,
  takenOverSeconds,
} from '@/lib/domain/identity'
import { secretHash } from '@/lib/domain/secrets'
import { type Tx, transaction } from '@/lib/store/db'
import { insertConflict } from '@/lib/store/host-conflicts'
import { appendHostEvent } from '@/lib/store/host-events'
import {
  findEnrolmentPolicy,
  insertHost,
  listCandidates,
  lockIdentity,
  updateBuiltInLabels,
  updateHostFacts,
  updateHostSeen,
} from '@/lib/store/hosts-enrolment'
import { endNodeKeys, insertNodeKey } from '@/lib/store/node-keys'
import { findUsableSecret, updateSecretUsed } from '@/lib/store/secrets'
import type { HostEventKind } from '@/lib/wire/host-timeline'
import type { EnrollBody } from '@/lib/wire/osquery'

type EnrolmentReply =
  | { outcome: 'enrolled'; node_key: string; host_id: number }
  /** The secret is not one that works; deliberately no more is said. */
  | { outcome: 'refused' }

/**
 * Enrols a host. Resolves after the commit. Throws `rate_limited` where a limit is reached and
 * `unavailable` where the database cannot say, so that neither looks like a wrong secret.
 */
export async function enroll(
  body: EnrollBody,
  { address, nowMs = Date.now() }: { address: string; nowMs?: number },
): Promise<EnrolmentReply> {
  const digest = secretHash(body.enroll_secret)
  admitTry(digest, address, nowMs)
  const secret = body.enroll_secret === '' ? undefined : await findUsableSecret(digest)
  const attempt = { digest, body, address, nowMs }
  if (!secret) return refuse(attempt)
  noteSecret(digest)
  admitEnrolment(secret.id, nowMs)
  const node_key = randomBytes(32).toString('base64url')
  const host_id = await turn(() =>
    transaction('agents', (tx) => enrolIn(tx, { body, secret, address, node_key })).catch(ifSpent),
  )
  if (host_id === undefined) return refuse(attempt)
  wake(`hosts:${host_id}`)
  return { outcome: 'enrolled', node_key, host_id }
}

type Attempt = { digest: Buffer; body: EnrollBody; address: string; nowMs: number }

async function refuse(attempt: Attempt): Promise<EnrolmentReply> {
  noteFailure(attempt.address, attempt.nowMs)
  await recordRefusedEnrolment(attempt)
  return { outcome: 'refused' }
}

type Request = {
  body: EnrollBody
  secret: { id: number; team_id: number | null }
  address: string
  node_key: string
}

/** Rolls back an enrolment whose secret lost its last use to another a moment ago. */
class SecretSpent extends Error {}

function ifSpent(error: unknown): undefined {
  if (!(error instanceof SecretSpent)) throw error
}

async function enrolIn(tx: Tx, request: Request): Promise<number> {
  const { body, secret, address, node_key } = request
  const verdict = await judge(tx, body)
  const hostId = await placeHost(tx, verdict, request)
  await updateBuiltInLabels(tx, hostId, builtInLabels(body))
  await updateHostSeen(tx, hostId, address)
  await appendHostEvent(tx, hostId, ...eventOf(verdict, address))
  if (verdict.outcome === 'provisional')
    await appendHostEvent(tx, verdict.host_id, 'conflict', { address, host_id: hostId })
  await insertNodeKey(tx, {
    key_hash: Buffer.from(keyHash(node_key), 'base64'),
    host_id: hostId,
    enroll_secret_id: secret.id,
  })
  await recordChange(tx, `hosts:${hostId}`)
  if (!(await updateSecretUsed(tx, secret.id))) throw new SecretSpent()
  await audit(tx, verdict, hostId, request)
  return hostId
}

async function judge(tx: Tx, body: EnrollBody): Promise<Enrolment> {
  const proper = {
    uuid: properIdentifier(body.uuid),
    hardware_serial: properIdentifier(body.hardware_serial),
    instance_id: properIdentifier(body.instance_id),
  }
  await lockIdentity(tx, proper)
  const policy = policyOf(await findEnrolmentPolicy(tx))
  const rows = await listCandidates(tx, proper, body)
  return judgeEnrolment(
    policy,
    rows.map((row) => candidateOf(body, row)),
  )
}

function policyOf(name: string): EnrolmentPolicy {
  return name === 'strict' || name === 'open' ? name : 'grace'
}

async function placeHost(tx: Tx, verdict: Enrolment, request: Request): Promise<number> {
  const { body, secret } = request
  if (verdict.outcome === 'new' || verdict.outcome === 'provisional') {
    const other_id = verdict.outcome === 'provisional' ? verdict.host_id : null
    const host_id = await insertHost(tx, body, {
      team_id: secret.team_id,
      identity_conflict: other_id,
    })
    if (other_id !== null) {
      const reason = (await findEnrolmentPolicy(tx)) === 'strict' ? 'policy' : 'enrolled'
      await insertConflict(tx, { host_id, other_id, reason, address: request.address })
    }
    return host_id
  }
  const seconds = verdict.outcome === 'takeover' ? takenOverSeconds : supersededSeconds
  await endNodeKeys(tx, verdict.host_id, seconds)
  await updateHostFacts(tx, verdict.host_id, body)
  return verdict.host_id
}

/** What the host's own page says of the enrolment. */
function eventOf(verdict: Enrolment, address: string): [HostEventKind, Record<string, unknown>] {
  if (verdict.outcome === 'new') return ['enrolled', { address }]
  if (verdict.outcome === 'provisional') return ['conflict', { address, host_id: verdict.host_id }]
  return ['re_enrolled', { address }]
}

const deeds = { takeover: 'took_over_host', provisional: 'enrolled_provisional_host' } as const

async function audit(tx: Tx, verdict: Enrolment, hostId: number, request: Request): Promise<void> {
  if (verdict.outcome !== 'takeover' && verdict.outcome !== 'provisional') return
  const { body, secret, address } = request
  await recordActivity(
    tx,
    { agent: body.hostname || body.host_identifier || 'a host', host_id: hostId },
    {
      type: deeds[verdict.outcome],
      object_kind: 'host',
      object_id: hostId,
      object_name: body.hostname,
      hosts: 1,
      details: { enroll_secret_id: secret.id, claimed_host_id: verdict.host_id },
      address,
    },
  )
}
