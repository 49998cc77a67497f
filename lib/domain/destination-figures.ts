// What this process forwarded, for /metrics, by kind of destination.
import { counter } from '@/lib/metrics'
import type { DestinationKind } from '@/lib/wire/destination-kinds'

type Forwarded = { delivered?: number; refused?: number; retries?: number; shed?: number }

const helps: Record<keyof Forwarded, string> = {
  delivered: 'Lines that destinations took',
  refused: 'Lines that destinations refused: their dead letters',
  retries: 'Batches that destinations did not take and that came again',
  shed: 'Lines that were dropped before their destination had them',
}

/** Adds to the counters of that kind. */
export function countForwarded(kind: DestinationKind, counts: Forwarded): void {
  for (const name of Object.keys(helps) as (keyof Forwarded)[]) {
    const count = counts[name] ?? 0
    const metric = counter(`muster_destination_${name}_total`, helps[name], ['kind'])
    if (count > 0) metric.inc({ kind }, count)
  }
}
