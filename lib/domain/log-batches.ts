// The size of a host's log batches: halved through its configuration while they exceed the cap, so
// that no backlog is ever stuck, and free again once it has drained (R6).
import { recordChange, wake } from '@/lib/bus/bus'
import type { KnownHost } from '@/lib/domain/directory'
import { transaction } from '@/lib/store/db'
import { updateLoggerMaxLines } from '@/lib/store/hosts-enrolment'

const agentDefaultLines = 1024

async function setLines(host: KnownHost, lines: number | null): Promise<void> {
  await transaction('agents', async (tx) => {
    await updateLoggerMaxLines(tx, host.id, lines)
    await recordChange(tx, `hosts:${host.id}`)
  })
  wake(`hosts:${host.id}`)
}

/** Halves what the host may send at once. False when it is at one line already: nothing is left. */
export async function halveBatches(host: KnownHost): Promise<boolean> {
  const lines = host.logger_max_lines ?? agentDefaultLines
  if (lines <= 1) return false
  await setLines(host, Math.floor(lines / 2))
  return true
}

/** Lifts the limit when a batch shows that the backlog has drained. */
export async function noteBatch(host: KnownHost, lines: number): Promise<void> {
  if (host.logger_max_lines === null || lines >= host.logger_max_lines) return
  await setLines(host, null)
}
