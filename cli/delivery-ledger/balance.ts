// What the delivery ledger sets side by side: what is stored, and what each far end holds.

import { type FarEnd, keyOf, markOf } from '@/cli/delivery-ledger/far-end'
import { storedIds } from '@/cli/ledger/books'

export type Delivered = {
  kind: string
  /** Lines, repetitions left out. */
  delivered: number
  /** Deliveries of a line after its first: at least once means that there may be some. */
  repeated: number
  /** Stored, but not delivered: each one is a broken promise. */
  missing: string[]
  /** Delivered, but not stored. */
  foreign: string[]
  /** Lines that came under more than one idempotency key, or share one with another. */
  odd_keys: string[]
}

function compare(kind: string, texts: readonly string[], stored: ReadonlySet<string>): Delivered {
  const keyByMark = new Map<string, string>()
  const markByKey = new Map<string, string>()
  const odd = new Set<string>()
  let repeated = 0
  for (const text of texts) {
    const mark = markOf(text)
    if (mark === undefined) continue
    const key = keyOf(text)
    if (keyByMark.has(mark)) repeated += 1
    if ((keyByMark.get(mark) ?? key) !== key || (markByKey.get(key) ?? mark) !== mark) odd.add(mark)
    keyByMark.set(mark, key)
    markByKey.set(key, mark)
  }
  return {
    kind,
    delivered: keyByMark.size,
    repeated,
    missing: [...stored].filter((id) => !keyByMark.has(id)),
    foreign: [...keyByMark.keys()].filter((id) => !stored.has(id)),
    odd_keys: [...odd],
  }
}

/** Compares each far end with what is stored now. */
export async function weigh(databaseUrl: string, ends: readonly FarEnd[]): Promise<Delivered[]> {
  const stored = new Set(await storedIds(databaseUrl))
  const all = ends.map(async (end) => compare(end.kind, await end.texts(), stored))
  return Promise.all(all)
}

/** Whether all is there that is stored, nothing else, and every line under one key. */
export function isBalanced({ missing, foreign, odd_keys }: Delivered): boolean {
  return missing.length + foreign.length + odd_keys.length === 0
}
