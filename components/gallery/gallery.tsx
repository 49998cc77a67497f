'use client'
// Every primitive on one page, inside the real frame. Shown in development only.
import { Frame } from '@/components/shell/frame'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'
import type { Theme } from '@/lib/wire/frame'
import { GalleryControls } from './gallery-controls'
import { GalleryData } from './gallery-data'
import { GalleryStates } from './gallery-states'

type GalleryProps = { now: number; zone: string; theme: Theme; folded: boolean }

const actions = [{ id: 'greet', label: 'Show a toast', keys: 'n', run: () => toast.note('Hello') }]

const viewer = {
  withheld: [],
  name: 'Robin Reyes',
  email: 'robin@example.com',
  settings: [],
  teams: [
    { id: 1, name: 'Workstations' },
    { id: 2, name: 'Servers' },
  ],
}

export function Gallery(props: GalleryProps) {
  return (
    <Frame preferences={{}} viewer={viewer} {...props}>
      <PageActions actions={actions} />
      <Page
        title="Gallery"
        crumbs={[{ label: 'Development', href: '/gallery' }]}
        note={<Badge>not in production</Badge>}
        actions={<Button variant="primary">New live query</Button>}
      >
        <div className="flex flex-col gap-4">
          <GalleryControls />
          <GalleryStates now={props.now} />
          <GalleryData now={props.now} />
        </div>
      </Page>
    </Frame>
  )
}
