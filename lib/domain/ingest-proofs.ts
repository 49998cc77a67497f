// What result lines prove of the configuration that an agent runs: Muster's own decorator puts its hash
// on every line. Kept in memory by host; the database hears of it only when it changes.
import { pinned } from '@/lib/global'
import { log } from '@/lib/log'
import { updateReportedHash } from '@/lib/store/hosts-reported'
import { isAgentObject } from '@/lib/wire/osquery'

/** The hash that an agent had when it wrote a line, and when that was by its own clock, in seconds. */
type ConfigProof = { hash: string; unix_time: number }

const hostsKept = 200_000
/** Vitals that were under way may have said otherwise meanwhile, so what holds is said again. */
const sayAgainSeconds = 600

const proofs = () => pinned<Map<number, ConfigProof>>('ingest.proofs', () => new Map())

/** The proof on the last line of a batch; lines come in the order in which they were written. */
export function proofOf(data: unknown): ConfigProof | null {
  const line = Array.isArray(data) ? data.at(-1) : undefined
  if (!isAgentObject(line)) return null
  const decorations = isAgentObject(line.decorations) ? line.decorations : line
  const { config_hash: hash } = decorations
  const unixTime = Number(line.unixTime)
  if (typeof hash !== 'string' || !/^[0-9a-f]{40}$/.test(hash)) return null
  return Number.isSafeInteger(unixTime) && unixTime > 0 ? { hash, unix_time: unixTime } : null
}

/**
 * Notes what a stored batch proved. The acknowledgement does not wait for it: a proof that is lost is
 * on the next line again. Lines older than what is known already prove nothing of now.
 */
export function noteProof(hostId: number, proof: ConfigProof | null): void {
  if (!proof) return
  const known = proofs()
  const before = known.get(hostId)
  if (before && before.unix_time > proof.unix_time) return
  const isSaid = before?.hash === proof.hash
  if (isSaid && proof.unix_time - before.unix_time < sayAgainSeconds) return
  if (known.size >= hostsKept) known.clear()
  known.set(hostId, proof)
  updateReportedHash(hostId, proof).catch((error: unknown) => {
    known.delete(hostId)
    log().warn({ err: error, host_id: hostId }, 'a configuration hash could not be noted')
  })
}
