'use client'
// One section of Settings inside the console's frame: the list of sections beside it, above it where
// the screen is narrow.
import Link from 'next/link'
import { type ReactNode, useEffect, useRef } from 'react'
import { Page } from '@/components/shell/page'
import { cn } from '@/components/ui/cn'
import { type SettingsSlug, settingsPath } from './sections'
import { useSettingsSections } from './settings-sections'

type SettingsPageProps = {
  slug: SettingsSlug
  /** The one h1. */
  title: string
  note?: ReactNode
  actions?: ReactNode
  /** What lies between Settings and this page. */
  crumbs?: readonly { label: string; href: string }[]
  /** A list takes all the width; a form takes 720 px. */
  wide?: boolean
  children: ReactNode
}

export function SettingsPage(props: SettingsPageProps) {
  const { slug, title, note, actions, crumbs = [], wide, children } = props
  return (
    <Page
      title={title}
      crumbs={slug === '' ? [] : [{ label: 'Settings', href: '/settings' }, ...crumbs]}
      {...(note === undefined ? {} : { note })}
      {...(actions === undefined ? {} : { actions })}
    >
      <div className="flex flex-col gap-4 lg:flex-row lg:gap-8">
        <SectionLinks current={slug} />
        <div className={cn('flex min-w-0 flex-1 flex-col gap-4', !wide && 'max-w-[720px]')}>
          {children}
        </div>
      </div>
    </Page>
  )
}

function SectionLinks({ current }: { current: SettingsSlug }) {
  const sections = useSettingsSections()
  const here = useRef<HTMLAnchorElement>(null)
  // Browsers that scroll in promises would have theirs taken for a cleanup.
  useEffect(() => {
    void here.current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [])
  return (
    <nav aria-label="Settings" className="shrink-0 max-lg:-mx-4 max-lg:overflow-x-auto lg:w-44">
      <ul className="flex gap-px max-lg:w-max max-lg:px-4 lg:sticky lg:top-0 lg:flex-col">
        {sections.map(({ slug, label }) => (
          <li key={slug}>
            <Link
              ref={slug === current ? here : undefined}
              href={settingsPath(slug)}
              aria-current={slug === current ? 'page' : undefined}
              className={cn(
                'flex h-8 items-center whitespace-nowrap rounded-md px-3 text-fg-muted transition-colors duration-fast hover:bg-hover hover:text-fg pointer-coarse:h-11',
                slug === current && 'bg-selected font-medium text-fg hover:bg-selected',
              )}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
