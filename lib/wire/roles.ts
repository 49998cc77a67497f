// The five roles, and what a token may be narrowed to. Names as in the contract.
import { z } from 'zod'

export const Role = z.enum(['observer', 'observer_plus', 'maintainer', 'admin', 'gitops'])
export type Role = z.infer<typeof Role>

/** `live:all` lets a token ask more than 500 hosts at once; it is never implied. */
export const Scope = z.enum(['read', 'write', 'live', 'live:all', 'admin'])
export type Scope = z.infer<typeof Scope>

/** Who is asking: made by the door from a session or a token, trusted inside. */
export type Viewer = {
  user_id: number
  name: string
  email: string
  global_role: Role | null
  teams: readonly { id: number; role: Role }[]
  via: 'session' | 'token'
  session_id?: number
  token_id?: number
  /** The session is a browser's, by its cookie: there is somebody who can be asked to confirm. */
  in_browser?: true
  /** Only of a token. */
  scopes?: readonly Scope[]
}

/** Which teams' objects a list may hold. `shared`: objects of no team are included too. */
export type TeamScope = { all: true } | { team_ids: number[]; shared: boolean }
