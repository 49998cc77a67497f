'use client'
// What can be done to a query from its row: open it, ask it now, copy it, delete it.
import { Copy, MoreHorizontal, PanelRight, Radio, Trash2 } from 'lucide-react'
import { createContext, useContext } from 'react'
import { IconButton } from '@/components/ui/button'
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu'
import type { QuerySummary } from '@/lib/wire/queries'

export type QueryActs = {
  open: (query: QuerySummary) => void
  clone: (query: QuerySummary) => void
  remove: (queries: readonly QuerySummary[]) => void
  /** Why this query may not be changed by the viewer, if it may not. */
  noWrite: (query: QuerySummary) => string | undefined
}

export const QueryActsContext = createContext<QueryActs>({
  open: () => undefined,
  clone: () => undefined,
  remove: () => undefined,
  noWrite: () => 'Not here',
})

export function QueryMenu({ query, inGrid = true }: { query: QuerySummary; inGrid?: boolean }) {
  const { open, clone, remove, noWrite } = useContext(QueryActsContext)
  const reason = noWrite(query)
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={`Actions on ${query.name}`} {...(inGrid ? { tabIndex: -1 } : {})}>
          <MoreHorizontal aria-hidden />
        </IconButton>
      }
    >
      <MenuItem icon={<PanelRight aria-hidden />} onSelect={() => open(query)}>
        Open
      </MenuItem>
      <MenuItem icon={<Radio aria-hidden />} href={`/live?query_id=${query.id}`}>
        Run
      </MenuItem>
      <MenuItem icon={<Copy aria-hidden />} disabledReason={reason} onSelect={() => clone(query)}>
        Clone
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<Trash2 aria-hidden />}
        danger
        disabledReason={reason}
        onSelect={() => remove([query])}
      >
        Delete
      </MenuItem>
    </Menu>
  )
}
