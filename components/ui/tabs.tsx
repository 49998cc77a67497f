'use client'
// Tabs held in the URL, so that a link opens the same one. Keys 1 to 9 choose by position.
import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { formatCount } from '@/lib/client/format'
import { useUrlParam } from '@/lib/client/use-url-param'
import { cn } from './cn'

export type Tab = {
  id: string
  label: string
  count?: number | undefined
  /** Counting stopped there. */
  atLeast?: boolean
  /** Something in it needs a person. */
  alert?: boolean
  content: ReactNode
}

type TabsProps = {
  label: string
  tabs: readonly Tab[]
  /** The key of the query string; the first tab leaves it out. */
  param?: string
  /** The tab that opens where the query string names none; the first of the list otherwise. */
  first?: string
  /** Shown at the far end of the tab row. */
  aside?: ReactNode
  className?: string
  panelClassName?: string
}

function Handle({ tab }: { tab: Tab }) {
  return (
    <Base.Tab
      value={tab.id}
      className="flex h-10 shrink-0 items-center gap-1.5 border-transparent border-b-2 px-2 font-medium text-body text-fg-muted outline-offset-[-2px] transition-colors duration-base hover:text-fg data-active:border-accent data-active:text-fg"
    >
      {tab.label}
      {tab.count !== undefined && (
        <span className="font-normal text-fg-subtle tabular-nums">
          {formatCount(tab.count)}
          {tab.atLeast && '+'}
        </span>
      )}
      {tab.alert && (
        <span className="text-warn-fg">
          <span aria-hidden>!</span>
          <span className="sr-only">needs attention</span>
        </span>
      )}
    </Base.Tab>
  )
}

export function Tabs(props: TabsProps) {
  const { label, tabs, param = 'tab', aside, className, panelClassName } = props
  const [held, hold] = useUrlParam(param)
  const first = tabs.find((tab) => tab.id === props.first)?.id ?? tabs[0]?.id ?? ''
  const value = tabs.some((tab) => tab.id === held) ? held : first
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => hold(next === first ? undefined : String(next))}
      className={cn('flex min-h-0 flex-col', className)}
    >
      <div className="flex items-center justify-between gap-4 border-line border-b">
        <Base.List
          aria-label={label}
          activateOnFocus
          data-page-tabs=""
          className="-mb-px flex min-w-0 gap-1 overflow-x-auto overflow-y-hidden"
        >
          {tabs.map((tab) => (
            <Handle key={tab.id} tab={tab} />
          ))}
        </Base.List>
        {aside}
      </div>
      {tabs.map((tab) => (
        <Base.Panel
          key={tab.id}
          value={tab.id}
          className={cn('min-h-0 flex-1 pt-4 outline-offset-2', panelClassName)}
        >
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
