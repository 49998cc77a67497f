// What rows and the sheet ask of the page around them.
import { createContext } from 'react'
import type { Destination, DestinationTestReply } from '@/lib/wire/destinations'

export type Verb = 'pause' | 'resume' | 'retry'

export type DestinationActs = {
  open: (destination: Destination, tab?: string) => void
  test: (destination: Destination) => Promise<DestinationTestReply>
  turn: (destination: Destination, verb: Verb) => Promise<void>
  /** Asks from when. */
  replay: (destination: Destination) => void
  /** Asks first. */
  remove: (destination: Destination) => void
}

const nothing = async () => undefined

export const DestinationActsContext = createContext<DestinationActs>({
  open: () => undefined,
  test: async () => ({ ok: false, message: '', ms: 0 }),
  turn: nothing,
  replay: () => undefined,
  remove: () => undefined,
})
