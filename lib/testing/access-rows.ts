// How a row of the access matrix is written: a request that is well-formed and points at one object of
// a world, and what decides it.
import type { Action } from '@/lib/domain/permissions'
import type { World } from '@/lib/testing/access-world'

export type Ask = { params?: Record<string, string>; query?: string; body?: unknown }

export type Row = {
  ask: (world: World) => Ask
  /** What the object needs, where the door asks for less before it is loaded. */
  action?: Action
  /**
   * Whose the object is. `team`: the world's team. `fleet`: no team's. `person`: one person's, and
   * nobody else's. `filter`: a list of that team. `none`: there is no object, or the reply is cut to
   * the viewer's teams.
   */
  of: 'team' | 'fleet' | 'person' | 'filter' | 'none'
  /** Whoever lacks the right everywhere is told so, whether the object is there or not. */
  uniform?: true
  /** What is named and not there is made, for the whole fleet. */
  makes?: true
  /** To who lacks the right over it, it is not there. */
  hidden?: true
  /** It ends the session that asks. */
  ends?: true
}

export const id = (value: number | string) => ({ params: { id: String(value) } })
export const none = (ask: Ask = {}): Row => ({ of: 'none', ask: () => ask })
export const team = (ask: Row['ask'], action?: Action): Row => ({
  of: 'team',
  ask,
  ...(action ? { action } : {}),
})
export const fleet = (ask: Row['ask'], action?: Action): Row => ({
  of: 'fleet',
  ask,
  ...(action ? { action } : {}),
})
export const persons = (ask: Row['ask']): Row => ({ of: 'person', ask })

export const by = {
  host: (more: Ask = {}) => team((w) => ({ ...id(w.host), ...more })),
  query: (more: Ask = {}) => team((w) => ({ ...id(w.query), ...more })),
  pack: (more: Ask = {}) => team((w) => ({ ...id(w.pack), ...more })),
  rollout: (more: Ask = {}) => team((w) => ({ ...id(w.rollout), ...more })),
  campaign: (more: Ask = {}) => team((w) => ({ ...id(w.campaign), ...more })),
  run: (more: Ask = {}) => team((w) => ({ ...id(w.run), ...more })),
}

export const name = (w: World) => `${w.mark} made`
export const pages = 'per_page=500'
