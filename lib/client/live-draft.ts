// The draft of a live query and the limits used last, on this device only. Broken or foreign storage
// reads as nothing.
import type { z } from 'zod'
import { LiveDraft, LiveLimits } from '@/lib/wire/live-draft'

const draftKey = 'muster.live.draft'
const limitsKey = 'muster.live.limits'

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

export const readDraft = (): LiveDraft | undefined => readKept(LiveDraft, draftKey)
export const keepDraft = (draft: LiveDraft): void => keep(draftKey, draft)
export const dropDraft = (): void => window.localStorage.removeItem(draftKey)

export const readLimits = (): LiveLimits | undefined => readKept(LiveLimits, limitsKey)
export const keepLimits = (limits: LiveLimits): void => keep(limitsKey, limits)
