'use client'
// States, waits, absences and failures, for looking at.
import { Monitor } from 'lucide-react'
import { useState } from 'react'
import { Badge, StateBadge } from '@/components/ui/badge'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, Stat } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { CopyBlock } from '@/components/ui/copy-block'
import { Dialog } from '@/components/ui/dialog'
import { HostChip } from '@/components/ui/host-chip'
import { EmptyState, ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { Progress, Wait } from '@/components/ui/progress'
import { Sheet } from '@/components/ui/sheet'
import { Stale } from '@/components/ui/stale'
import { StateBar } from '@/components/ui/state-bar'
import { campaignParts, hostParts } from '@/components/ui/state-words'
import { AsOf, Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'

const campaign = campaignParts({
  answered: 812,
  failed: 9,
  denylisted: 3,
  too_large: 1,
  sent: 17,
  waiting: 58,
  expired: 0,
  cancelled: 0,
})

const badges =
  'waiting running paused complete stopped expired answered failed denylisted too_large sent cancelled'.split(
    ' ',
  )

export function GalleryStates({ now }: { now: number }) {
  return (
    <>
      <Bars />
      <Small now={now} />
      <Overlays />
      <Absences />
    </>
  )
}

function Bars() {
  const [state, setState] = useState<string>()
  return (
    <Card title="State bars">
      <div className="flex flex-col gap-6">
        <StateBar parts={campaign} total={900} noun="hosts" selected={state} onSelect={setState} />
        <StateBar
          parts={hostParts({ online: 2871, offline: 176, missing: 41, new: 16 })}
          total={3104}
          noun="hosts"
        />
        <StateBar parts={campaign} total={901} noun="hosts" />
        <StateBar compact parts={campaign} total={900} noun="hosts" className="block w-64" />
        <Progress label="Hosts done" value={825} total={900} noun="hosts" className="max-w-md" />
      </div>
    </Card>
  )
}

function Small({ now }: { now: number }) {
  return (
    <Card title="Smaller parts" note={<AsOf at={now} />}>
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap gap-2">
          {badges.map((state) => (
            <StateBadge key={state} state={state} />
          ))}
          <Badge>Global</Badge>
        </div>
        <div className="flex flex-wrap gap-4">
          <HostChip name="fin-mac-012" status="online" platform="darwin" href="/gallery" />
          <HostChip name="ops-lnx-03" status="offline" platform="ubuntu" serialTail="7F0A" />
          <HostChip name="ops-win-09" status="missing" platform="windows" conflict />
          <HostChip name="new-lnx-41" status="new" platform="debian" />
        </div>
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          <Time at={now - 4000} source="server received" />
          <Time at={now - 190_000} />
          <Time at={now + 6000} />
          <Time at={now - 90 * 86_400_000} />
          <Time at={null} />
          <Stale readAt={now - 60_000} refreshSeconds={15}>
            <span>288 check-ins/s</span>
          </Stale>
          <Wait>next check-in in 6 s</Wait>
        </div>
        <div className="grid grid-cols-2 gap-4 sm:grid-cols-4">
          <Stat label="Hosts online" value="2,871" note="of 3,104" />
          <Stat label="Check-ins" value="288" unit="/s" />
        </div>
        <CopyBlock label="enrol secret" text="kQ2v9xLr71mTzB4n" secret />
        <CopyBlock label="run command" text="osqueryd --flagfile /etc/osquery/muster.flags" />
        <Banner tone="warn" action={<Button size="small">Reconnect now</Button>}>
          Reconnecting in 4 s. The campaign goes on; shown up to answer 812, none will be missed.
        </Banner>
      </div>
    </Card>
  )
}

type Overlay = 'dialog' | 'confirm' | 'typed' | 'sheet'

function OverlayButtons({ onOpen }: { onOpen: (overlay: Overlay) => void }) {
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => onOpen('dialog')}>Dialog</Button>
      <Button onClick={() => onOpen('confirm')}>Confirm</Button>
      <Button onClick={() => onOpen('typed')}>Typed count</Button>
      <Button onClick={() => onOpen('sheet')}>Sheet</Button>
      <Button onClick={() => toast.done('Pack saved', { detail: 'On 599 hosts by 14:08' })}>
        Toast
      </Button>
      <Button onClick={() => toast.failed('The pack was not saved', 'Line 2 does not parse.')}>
        Failed toast
      </Button>
    </div>
  )
}

function Overlays() {
  const [open, setOpen] = useState<Overlay>()
  const close = () => setOpen(undefined)
  return (
    <Card title="Overlays">
      <OverlayButtons onOpen={setOpen} />
      <Dialog
        open={open === 'dialog'}
        onOpenChange={close}
        title="Review and save"
        description="3 changes reach 599 hosts."
        footer={<Button variant="primary">Save on 599 hosts</Button>}
      />
      <ConfirmDialog
        open={open === 'confirm' || open === 'typed'}
        onOpenChange={close}
        title="Stop #58?"
        keepLabel="Keep running"
        goLabel="Stop, cancel 58"
        danger
        hosts={open === 'typed' ? 3104 : 58}
        onConfirm={close}
      >
        <p>825 of 900 hosts are done; their answers stay.</p>
        <p>17 have the query and will run it: it cannot be recalled. 58 will never get it.</p>
      </ConfirmDialog>
      <Sheet open={open === 'sheet'} onOpenChange={close} title="usb_devices">
        <p>An object without a page of its own.</p>
      </Sheet>
    </Card>
  )
}

function Absences() {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Card flush>
        <EmptyState
          icon={<Monitor aria-hidden />}
          title="No host has enrolled yet"
          action={<Button variant="primary">Add hosts</Button>}
        >
          Agents call every 10 s once they know this server.
        </EmptyState>
      </Card>
      <Card flush>
        <ErrorState
          title="The list could not be read"
          requestId="8f14e45f-ceea-467f-a0e6-9e2f5d1c7b3a"
        >
          Nothing was changed. Agents are not affected.
        </ErrorState>
      </Card>
      <Card title="Skeleton" flush className="sm:col-span-2">
        <SkeletonRows rows={4} />
      </Card>
    </div>
  )
}
