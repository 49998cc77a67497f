'use client'
// The carves of one host, newest first, and the way to ask for another.
import { FileArchive } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { formatCount } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { type Carve, CarveList } from '@/lib/wire/carves'
import type { HostDetail } from '@/lib/wire/hosts'
import { CarveDialog } from './carve-dialog'
import { CarveEntry } from './carve-entry'

const busySeconds = 3
const calmSeconds = 15
const pageSize = 20
const shownMost = 500

type HostCarvesProps = {
  host: HostDetail
  /** Why this viewer may not start one: the table is on the list of denied ones. */
  noCarve: string | undefined
  noWrite: string | undefined
}

/** Whether something of it is still to come: blocks, or its hash. */
const moves = ({ state, sha256 }: Carve) =>
  state === 'receiving' || (state === 'complete' && sha256 === null)

function useCarves(hostId: number) {
  const [shown, setShown] = useState(pageSize)
  const [isBusy, setIsBusy] = useState(false)
  const path = `/api/v1/fleet/carves?host_id=${hostId}&per_page=${shown}`
  const poll = usePoll(CarveList, path, isBusy ? busySeconds : calmSeconds)
  const isMoving = poll.value?.carves.some(moves) ?? false
  useEffect(() => setIsBusy((asked) => asked || isMoving), [isMoving])
  const more = () => setShown(Math.min(shownMost, shown + pageSize))
  return { poll, more, hurry: () => setIsBusy(true) }
}

type ListProps = {
  carves: ReturnType<typeof useCarves>
  noWrite: string | undefined
  start: ReactNode
}

function Carves({ carves, noWrite, start }: ListProps) {
  const { poll, more } = carves
  const list = poll.value
  if (!list) return <Pending poll={poll} failed="The carves could not be read" />
  if (list.count === 0)
    return (
      <EmptyState
        icon={<FileArchive aria-hidden />}
        title="No file of this host was carved"
        action={start}
      >
        A carve takes whole files: the agent packs them and sends the archive here in blocks. It
        must run with --disable_carver=false.
      </EmptyState>
    )
  return (
    <>
      <ul aria-label="Carves of this host" aria-busy={poll.loading}>
        {list.carves.map((carve) => (
          <CarveEntry key={carve.id} carve={carve} noWrite={noWrite} onGone={poll.refresh} />
        ))}
      </ul>
      {list.meta.has_next_results && list.carves.length < shownMost && (
        <div className="border-line border-t px-4 py-2">
          <Button size="small" onClick={more}>
            Show {formatCount(Math.min(pageSize, list.count - list.carves.length))} more
          </Button>
        </div>
      )}
    </>
  )
}

export function HostCarvesTab({ host, noCarve, noWrite }: HostCarvesProps) {
  const carves = useCarves(host.id)
  const [asking, setAsking] = useState(false)
  const { value, refresh } = carves.poll
  const start = (
    <Button variant="primary" disabledReason={noCarve} onClick={() => setAsking(true)}>
      <FileArchive aria-hidden /> Carve files
    </Button>
  )
  const started = () => {
    carves.hurry()
    refresh()
  }
  return (
    <Card
      title="Carves"
      note={value ? formatCount(value.count) : undefined}
      actions={value?.count === 0 ? undefined : start}
      flush
    >
      <Carves carves={carves} noWrite={noWrite} start={start} />
      <CarveDialog host={host} open={asking} onOpenChange={setAsking} onStarted={started} />
    </Card>
  )
}
