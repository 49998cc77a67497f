'use client'
// The draft of a pack on the page: its state, what this device keeps of it, what others did to the
// pack meanwhile, and saving it.
import { useEffect, useMemo, useReducer, useRef, useState } from 'react'
import { ApiFailure } from '@/lib/client/api'
import {
  type DraftBase,
  type DraftContent,
  type DraftState,
  draftContent,
  draftReducer,
  isDirty,
  openDraft,
} from '@/lib/client/pack-draft'
import { type DraftError, faultsOf, refusedFields } from '@/lib/client/pack-draft-faults'
import { mergeDrafts, mergeItems } from '@/lib/client/pack-draft-merge'
import { readBase, type SaveOptions, savePack } from '@/lib/client/pack-draft-save'
import { usePoll } from '@/lib/client/use-poll'
import type { PackContent } from '@/lib/wire/pack-content'
import { diffContent, type PackDiff } from '@/lib/wire/pack-diff'
import { type Pack, PackReply } from '@/lib/wire/packs'
import { useKeptDraft } from './use-kept-draft'

export type PackDraft = {
  /** The pack as the server has it, read again every 15 s. */
  pack: Pack
  base: DraftBase
  /** What the page edits. Untouched queries are the very objects of `base`. */
  content: DraftContent
  /** What a save would change, a moment behind the typing. */
  diff: PackDiff
  dirty: boolean
  /** What stands against saving, by field. */
  errors: readonly DraftError[]
  /** Changes that bear the same mark, one soon after the other, are one step of undo. */
  change: (change: (content: DraftContent) => DraftContent, mark?: string) => void
  undo: () => void
  redo: () => void
  canUndo: boolean
  canRedo: boolean
  /** Back to the base; can itself be undone. */
  discard: () => void
  /** When the draft that was found on this device was kept, ms; undefined when none was. */
  restored: number | undefined
  /** Other tabs of this browser that hold a draft of the pack. */
  otherTabs: number
  /** The revision that others saved meanwhile, and who. */
  newer: { revision: number; by: string | null } | undefined
  /** Takes another base, with what the draft says on top of it. */
  rebase: (base: DraftBase, content: DraftContent) => void
  /** Reads the pack again at once. */
  refresh: () => void
  /** Saves; throws ApiFailure, and keeps what it says of fields in `errors`. */
  save: (options: SaveOptions) => Promise<Pack>
}

type Refusal = { content: DraftContent; errors: readonly DraftError[] }

/** The server's refusals, each until what it is about is changed. */
function useRefusals(content: DraftContent) {
  const [refusal, setRefusal] = useState<Refusal>()
  const standing = useMemo(() => {
    if (!refusal) return []
    const before = new Map(refusal.content.queries.map((query) => [query.id, query]))
    const now = new Map(content.queries.map((query) => [query.id, query]))
    return refusal.errors.filter(({ query_id }) =>
      query_id === undefined
        ? content === refusal.content
        : before.get(query_id) === now.get(query_id),
    )
  }, [refusal, content])
  return { standing, refuse: setRefusal }
}

function useDraftState(pack: Pack, content: PackContent) {
  const [state, dispatch] = useReducer(draftReducer, undefined, () =>
    openDraft({ revision: pack.revision, content: draftContent(pack, content) }),
  )
  const acts = useMemo(
    () => ({
      change: (change: (old: DraftContent) => DraftContent, mark?: string) =>
        dispatch({ type: 'change', change, at: Date.now(), ...(mark ? { mark } : {}) }),
      undo: () => dispatch({ type: 'undo' }),
      redo: () => dispatch({ type: 'redo' }),
      discard: () => dispatch({ type: 'discard' }),
      rebase: (base: DraftBase, next: DraftContent) =>
        dispatch({ type: 'rebase', base, content: next }),
      restore: (base: DraftBase, next: DraftContent) =>
        dispatch({ type: 'restore', base, content: next }),
    }),
    [],
  )
  return { state, acts }
}

const diffMs = 120

/** What the draft would change, computed once typing pauses: not again with every letter. */
function useDiff(base: DraftContent, content: DraftContent): PackDiff {
  const [later, setLater] = useState(content)
  useEffect(() => {
    const timer = setTimeout(() => setLater(content), diffMs)
    return () => clearTimeout(timer)
  }, [content])
  const settled = content === base ? content : later
  return useMemo(() => diffContent(base, settled), [base, settled])
}

type Others = { pack: Pack; state: DraftState; busy: boolean }

/** Their revision with my edits on top, where theirs touched nothing that the draft is about. */
function quietly({ base, content }: DraftState, next: DraftBase): DraftContent | undefined {
  if (!isDirty({ base, content })) return next.content
  const sides = { base: base.content, theirs: next.content, mine: content }
  const alone = mergeItems(sides).every(({ changed }) => changed === 'mine')
  return alone ? mergeDrafts(sides, new Map()) : undefined
}

/** What others saved: taken in at once when it is in nobody's way, told of otherwise. */
function useOthers({ pack, state, busy }: Others, rebase: PackDraft['rebase']) {
  const moved = !busy && pack.revision > state.base.revision
  const latest = useRef(state)
  useEffect(() => {
    latest.current = state
  })
  useEffect(() => {
    if (!moved) return
    const stop = new AbortController()
    const take = (next: DraftBase) => {
      const content = stop.signal.aborted ? undefined : quietly(latest.current, next)
      if (content) rebase(next, content)
    }
    readBase(pack.id, stop.signal).then(take, () => undefined)
    return () => stop.abort()
  }, [moved, pack.id, rebase])
  const newer = { revision: pack.revision, by: pack.changed_by }
  return moved && isDirty(state) ? newer : undefined
}

type Saving = Pick<PackDraft, 'rebase' | 'refresh'> & {
  packId: number
  state: DraftState
  refuse: (refusal: Refusal) => void
}

function useSaving({ packId, state, rebase, refresh, refuse }: Saving) {
  const [busy, setBusy] = useState(false)
  const save = async (options: SaveOptions) => {
    setBusy(true)
    try {
      const saved = await savePack(packId, state, options)
      rebase(saved.base, saved.base.content)
      return saved.pack
    } catch (error) {
      if (error instanceof ApiFailure) {
        const faults = error.errors.filter(({ name }) => name !== 'base_revision')
        refuse({ content: state.content, errors: refusedFields(state.content, faults) })
      }
      throw error
    } finally {
      refresh()
      setBusy(false)
    }
  }
  return { busy, save }
}

export function usePackDraft(given: Pack, content: PackContent): PackDraft {
  const { state, acts } = useDraftState(given, content)
  const poll = usePoll(PackReply, `/api/v1/fleet/packs/${given.id}`, 15)
  const polled = poll.value?.pack
  const pack = polled && polled.revision >= given.revision ? polled : given
  const dirty = isDirty(state)
  const { standing, refuse } = useRefusals(state.content)
  const { refresh } = poll
  const { rebase } = acts
  const { busy, save } = useSaving({ packId: given.id, state, rebase, refresh, refuse })
  const kept = useKeptDraft(given.id, state, dirty, acts.restore)
  const newer = useOthers({ pack, state, busy }, rebase)
  const own = useMemo(() => faultsOf(state.content), [state.content])
  return {
    pack,
    base: state.base,
    content: state.content,
    diff: useDiff(state.base.content, state.content),
    dirty,
    errors: useMemo(() => [...own, ...standing], [own, standing]),
    ...acts,
    canUndo: state.past.length > 0,
    canRedo: state.future.length > 0,
    restored: kept.restored,
    otherTabs: kept.others,
    newer,
    refresh,
    save,
  }
}
