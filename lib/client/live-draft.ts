// The draft of a live query and the limits used last, by person, on this device only. Broken or
// foreign storage reads as nothing.
import type { z } from 'zod'
import { LiveDraft, LiveLimits } from '@/lib/wire/live-draft'

/** Several people may share a device: nobody finds another's question or limits. */
const draftKey = (person: number) => `muster.live.draft.${person}`
const limitsKey = (person: number) => `muster.live.limits.${person}`

function readKept<S extends z.ZodType>(schema: S, key: string): z.output<S> | undefined {
  try {
    const kept = schema.safeParse(JSON.parse(window.localStorage.getItem(key) ?? 'null'))
    return kept.success ? kept.data : undefined
  } catch {
    return undefined
  }
}

function keep(key: string, value: unknown): void {
  try {
    window.localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Storage is full or forbidden: the page works without a memory.
  }
}

export const readDraft = (person: number) => readKept(LiveDraft, draftKey(person))
export const keepDraft = (person: number, draft: LiveDraft): void => keep(draftKey(person), draft)
export const dropDraft = (person: number): void => {
  try {
    window.localStorage.removeItem(draftKey(person))
  } catch {
    // As above.
  }
}

export const readLimits = (person: number) => readKept(LiveLimits, limitsKey(person))
export const keepLimits = (person: number, limits: LiveLimits): void =>
  keep(limitsKey(person), limits)
