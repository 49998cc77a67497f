'use client'
// From a campaign to a comparison with another run of the same question.
import { ChevronDown, GitCompareArrows } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Menu, MenuItem } from '@/components/ui/menu'
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import type { OtherRun } from '@/lib/wire/campaign-compare'
import { comparePath } from './compare-link'

type CompareMenuProps = { id: number; others: readonly OtherRun[] }

export function CompareMenu({ id, others }: CompareMenuProps) {
  if (others.length === 0) return null
  return (
    <Menu
      align="end"
      className="max-w-80"
      trigger={
        <Button className="max-sm:hidden">
          <GitCompareArrows aria-hidden /> Compare <ChevronDown aria-hidden />
        </Button>
      }
    >
      <CompareItems id={id} others={others} />
    </Menu>
  )
}

export function CompareItems({ id, others }: CompareMenuProps) {
  return others.map((other) => (
    <MenuItem key={other.id} href={comparePath(id, other.id)}>
      #{other.id} {other.name}
      <span className="block text-fg-subtle text-meta">
        <Time at={other.created_at} source="server" />, {formatNoun(other.answered, 'host')}{' '}
        answered
      </span>
    </MenuItem>
  ))
}
