'use client'
// Handing a campaign on: its link and who may open it, its rows as a file, the same question cloned.
import { Check, ChevronDown, Copy, Download, Link as LinkIcon } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/menu'
import { useCopy } from '@/lib/client/use-copy'
import { useMedia } from '@/lib/client/use-media'
import type { OtherRun } from '@/lib/wire/campaign-compare'
import type { Campaign } from '@/lib/wire/campaigns'
import { CompareItems } from './compare-menu'

/** The launch page with the same question and nobody chosen yet. */
export function cloneLink({ query_id, template, sql, parameters }: Campaign): string {
  const params = new URLSearchParams()
  if (query_id === null) params.set('sql', template ?? sql)
  else params.set('query_id', String(query_id))
  if (parameters.length > 0) {
    const values = Object.fromEntries(parameters.map(({ name, value }) => [name, value]))
    params.set('params', JSON.stringify(values))
  }
  return `/live?${params}`
}

export function saveFile(path: string): void {
  const link = document.createElement('a')
  link.href = path
  link.download = ''
  link.click()
}

function Files({ id }: { id: number }) {
  const base = `/api/v1/fleet/campaigns/${id}`
  return (
    <>
      <MenuLabel>Files</MenuLabel>
      <MenuItem icon={<Download aria-hidden />} onSelect={() => saveFile(`${base}/results.csv`)}>
        Export all rows as CSV
      </MenuItem>
      <MenuItem icon={<Download aria-hidden />} onSelect={() => saveFile(`${base}/results.ndjson`)}>
        Export all rows as NDJSON
      </MenuItem>
      <MenuItem icon={<Download aria-hidden />} onSelect={() => saveFile(`${base}/unanswered.csv`)}>
        Export who has not answered
      </MenuItem>
    </>
  )
}

/** On phones, where there is no room for a menu of its own. */
function Compare({ id, others }: { id: number; others: readonly OtherRun[] }) {
  const isPhone = useMedia('(width < 40rem)')
  if (!isPhone || others.length === 0) return null
  return (
    <>
      <MenuSeparator />
      <MenuLabel>Compare with</MenuLabel>
      <CompareItems id={id} others={others} />
    </>
  )
}

type ShareMenuProps = { campaign: Campaign; others: readonly OtherRun[] }

export function ShareMenu({ campaign, others }: ShareMenuProps) {
  const { copied, copy } = useCopy()
  return (
    <Menu
      align="end"
      className="max-w-80"
      trigger={
        <Button>
          {copied ? <Check aria-hidden /> : null}
          {copied ? 'Copied' : 'Share'} <ChevronDown aria-hidden />
        </Button>
      }
    >
      <MenuItem
        icon={<LinkIcon aria-hidden />}
        onSelect={() => copy(window.location.href)}
        keys="y"
      >
        Copy link to this view
        <span className="block whitespace-normal text-fg-subtle text-meta">
          Opens for whoever may see one of these hosts, with the answers of those hosts only.
        </span>
      </MenuItem>
      <MenuItem icon={<Copy aria-hidden />} href={cloneLink(campaign)}>
        Clone: ask other hosts the same
      </MenuItem>
      <Compare id={campaign.id} others={others} />
      <MenuSeparator />
      <Files id={campaign.id} />
    </Menu>
  )
}
