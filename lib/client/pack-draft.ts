// The draft of a pack: what the page holds between two saves, and what may be done to it. Pure; new
// queries bear negative ids until the server gives them theirs.
import type { ContentQuery, PackContent } from '@/lib/wire/pack-content'
import type { Pack } from '@/lib/wire/packs'

/** `id` below zero: not saved yet. */
export type DraftQuery = ContentQuery & { id: number }

/** What the editor edits: a revision's content, and what a pack has beside its revisions. */
export type DraftContent = Omit<PackContent, 'queries'> & {
  name: string
  description: string
  tags: string[]
  queries: DraftQuery[]
}

export type DraftBase = { revision: number; content: DraftContent }

export type DraftState = {
  base: DraftBase
  content: DraftContent
  past: readonly DraftContent[]
  future: readonly DraftContent[]
  /** Changes with the same mark, one soon after the other, are one step back. */
  mark: { name: string; at: number } | undefined
}

export type DraftAction =
  | { type: 'change'; change: (content: DraftContent) => DraftContent; mark?: string; at: number }
  | { type: 'undo' }
  | { type: 'redo' }
  | { type: 'discard' }
  /** What was kept of an earlier visit: to be undone like any change. */
  | { type: 'restore'; base: DraftBase; content: DraftContent }
  /** Another revision is the base: after a save, or after others' changes were taken in. */
  | { type: 'rebase'; base: DraftBase; content: DraftContent }

const stepsMax = 200
const joinMs = 1500

export function openDraft(base: DraftBase): DraftState {
  return { base, content: base.content, past: [], future: [], mark: undefined }
}

function step(state: DraftState, content: DraftContent): DraftState {
  const past = [...state.past, state.content].slice(-stepsMax)
  return { ...state, content, past, future: [], mark: undefined }
}

function changed(state: DraftState, action: Extract<DraftAction, { type: 'change' }>): DraftState {
  const content = action.change(state.content)
  if (content === state.content) return state
  const { mark } = state
  const joins = mark !== undefined && mark.name === action.mark && action.at - mark.at < joinMs
  const next = joins ? { ...state, content, future: [] } : step(state, content)
  return { ...next, mark: action.mark ? { name: action.mark, at: action.at } : undefined }
}

export function draftReducer(state: DraftState, action: DraftAction): DraftState {
  const { past, future, content, base } = state
  switch (action.type) {
    case 'change':
      return changed(state, action)
    case 'undo': {
      const before = past.at(-1)
      if (!before) return state
      const rest = { past: past.slice(0, -1), future: [content, ...future] }
      return { ...state, ...rest, content: before, mark: undefined }
    }
    case 'redo': {
      const [after, ...rest] = future
      if (!after) return state
      return { ...state, content: after, past: [...past, content], future: rest, mark: undefined }
    }
    case 'discard':
      return content === base.content ? state : step(state, base.content)
    case 'restore':
      return step({ ...state, base: action.base, content: action.base.content }, action.content)
    case 'rebase':
      return { ...openDraft(action.base), content: action.content }
  }
}

/** Whether two values say the same; the same object costs nothing. */
export function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

/** Whether the draft says something else than its base. Untouched queries are the same objects. */
export function isDirty({ base, content }: Pick<DraftState, 'base' | 'content'>): boolean {
  if (base.content === content) return false
  const { queries, ...fields } = content
  const { queries: baseQueries, ...baseFields } = base.content
  if (queries.length !== baseQueries.length) return true
  return !isSame(baseFields, fields) || queries.some((query, at) => !isSame(query, baseQueries[at]))
}

/** Every query with an id; those without get negative ones, free in `content`. */
function identified(content: PackContent): DraftQuery[] {
  let next = 0
  return content.queries.map((query) => {
    if (query.id !== undefined) return { ...query, id: query.id }
    next -= 1
    return { ...query, id: next }
  })
}

type PackFacts = Pick<Pack, 'name' | 'description'> & { tags?: string[] }

/** A revision's content as the editor edits it. */
export function draftContent(pack: PackFacts, content: PackContent): DraftContent {
  const { name, description, tags = [] } = pack
  return { ...content, name, description, tags, queries: identified(content) }
}
