'use client'
// Keeps the draft of a pack on this device while it differs from its base, and brings it back after a
// reload, a closed tab or a session that ran out.
import { useEffect, useRef, useState } from 'react'
import type { DraftBase, DraftContent, DraftState } from '@/lib/client/pack-draft'
import { isDirty } from '@/lib/client/pack-draft'
import {
  answerTabs,
  dropPackDraft,
  keepPackDraft,
  type OpenedDrafts,
  openPackDrafts,
} from '@/lib/client/pack-draft-kept'

const keepMs = 300

type Restore = (base: DraftBase, content: DraftContent) => void

/** Opens what the device has, once; the draft of a past visit goes to `restore`. */
function useOpened(packId: number, restore: Restore) {
  const [opened, setOpened] = useState<OpenedDrafts>()
  useEffect(() => {
    let left = false
    openPackDrafts(packId).then((found) => {
      if (left) return
      setOpened(found)
      if (found.kept) restore(found.kept.base, found.kept.content)
    })
    return () => {
      left = true
    }
  }, [packId, restore])
  const tab = opened?.tab
  useEffect(() => (tab ? answerTabs(packId, tab) : undefined), [packId, tab])
  return opened
}

/** When a draft was restored, until it is saved or discarded; and how many other tabs hold one. */
export function useKeptDraft(
  packId: number,
  state: DraftState,
  dirty: boolean,
  restore: Restore,
): { restored: number | undefined; others: number } {
  const opened = useOpened(packId, restore)
  const tab = opened?.tab
  const latest = useRef(state)
  useEffect(() => {
    latest.current = state
  })
  const { base, content } = state
  useEffect(() => {
    if (!tab) return
    const keep = () => {
      if (isDirty(latest.current)) {
        const { base: from, content: now } = latest.current
        keepPackDraft(packId, { base: from, content: now, tab, kept_at: Date.now() })
      } else dropPackDraft(packId, tab)
    }
    // Read so that every change sets the clock again.
    const timer = base && content ? setTimeout(keep, keepMs) : undefined
    window.addEventListener('pagehide', keep)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pagehide', keep)
    }
  }, [packId, tab, base, content])
  // Leaving for another page inside the console, before the clock has run out.
  useEffect(() => {
    if (!tab) return
    return () => {
      if (!isDirty(latest.current)) return
      const { base: from, content: now } = latest.current
      keepPackDraft(packId, { base: from, content: now, tab, kept_at: Date.now() })
    }
  }, [packId, tab])
  return { restored: dirty ? opened?.kept?.kept_at : undefined, others: opened?.others ?? 0 }
}
