'use client'
// Actions of the page in view: they fill the palette, answer to their key and stand in the sheet of
// keys. A page renders <PageActions actions={...} />; leaving the page takes them away.
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useMemo,
  useState,
} from 'react'

export type PageAction = {
  id: string
  label: string
  /** One letter, or a chord such as "Ctrl Enter" that the page binds itself. */
  keys?: string
  href?: string
  run?: () => void
}

type Registry = {
  actions: readonly PageAction[]
  put: (owner: string, actions: readonly PageAction[]) => void
}

const RegistryContext = createContext<Registry>({ actions: [], put: () => undefined })

export function PageActionsProvider({ children }: { children: ReactNode }) {
  const [owned, setOwned] = useState<ReadonlyMap<string, readonly PageAction[]>>(new Map())
  const [put] = useState(() => (owner: string, actions: readonly PageAction[]) => {
    setOwned((old) => {
      const next = new Map(old)
      if (actions.length === 0) next.delete(owner)
      else next.set(owner, actions)
      return next
    })
  })
  const value = useMemo(() => ({ actions: [...owned.values()].flat(), put }), [owned, put])
  return <RegistryContext value={value}>{children}</RegistryContext>
}

export function usePageActions(): readonly PageAction[] {
  return useContext(RegistryContext).actions
}

/** Registers a page's actions. Keep the array stable between renders. */
export function PageActions({ actions }: { actions: readonly PageAction[] }) {
  const owner = useId()
  const { put } = useContext(RegistryContext)
  useEffect(() => {
    put(owner, actions)
    return () => put(owner, [])
  }, [owner, put, actions])
  return null
}
