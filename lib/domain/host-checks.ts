// What Muster itself asks of a host now and then: labels by SQL and vitals.
import type { KnownHost } from '@/lib/domain/directory'
import type { Answer } from '@/lib/wire/osquery'

export type CheckWork = { queries: Record<string, string>; discovery?: Record<string, string> }

/** Whether the host is due for a check; memory only. */
export function hasCheckWork(_host: KnownHost, _nowMs: number): boolean {
  return false
}

export function checkWork(_host: KnownHost, _nowMs: number): CheckWork {
  return { queries: {} }
}

/** Whether a delivery id has the form that checks give. */
export function isCheckDelivery(_id: string): boolean {
  return false
}

export async function recordChecks(_host: KnownHost, _answers: Answer[]): Promise<void> {}
