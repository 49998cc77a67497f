'use client'
import { EmptyState } from '@/components/ui/page-states'
// One destination beside the list: how it is doing, its settings, what it gets, what it refused. Or a
// new one.
import { Pending } from '@/components/ui/pending'
import { Sheet } from '@/components/ui/sheet'
import { Tabs } from '@/components/ui/tabs'
import { type Poll, usePoll } from '@/lib/client/use-poll'
import { type Destination, DestinationReply } from '@/lib/wire/destinations'
import { State } from './destination-columns'
import { DestinationRouting, DestinationSettings } from './destination-edit'
import { DestinationLetters } from './destination-letters'
import { DestinationNew } from './destination-new'
import { DestinationNow } from './destination-now'
import { kindLabels } from './destination-words'
import type { PackName } from './routing-fields'
import { pathOf } from './use-destination-acts'
import { useDestinationDraft } from './use-destination-draft'
import { listSeconds } from './use-destination-list'

type OpenProps = {
  destination: Destination
  packs: readonly PackName[]
  refresh: () => void
}

function Open({ destination, packs, refresh }: OpenProps) {
  const state = useDestinationDraft(destination, refresh)
  const { dead_letters } = destination
  return (
    <>
      <p className="mb-2 flex items-center gap-2 text-fg-muted">
        <State destination={destination} />
        {kindLabels[destination.kind]}
      </p>
      <Tabs
        label="Parts of the destination"
        tabs={[
          { id: 'now', label: 'Now', content: <DestinationNow destination={destination} /> },
          {
            id: 'settings',
            label: 'Settings',
            content: <DestinationSettings state={state} />,
          },
          {
            id: 'routing',
            label: 'Routing',
            content: <DestinationRouting state={state} packs={packs} />,
          },
          {
            id: 'letters',
            label: 'Dead letters',
            count: dead_letters,
            alert: dead_letters > 0,
            content: <DestinationLetters destination={destination} onChanged={refresh} />,
          },
        ]}
      />
    </>
  )
}

/** As the sheet reads it, which is more often than the list; the list's own until then. */
function useStored(id: string, listed: Destination | undefined) {
  const poll = usePoll(DestinationReply, pathOf(Number(id)), listSeconds)
  const read = poll.value?.destination
  return { poll, destination: read && String(read.id) === id ? read : listed }
}

function NotThere({ poll }: { poll: Poll<unknown> }) {
  if (poll.failure?.status === 404)
    return (
      <EmptyState title="Nothing here that you can see">
        It may be deleted. What it was sent stays where it went.
      </EmptyState>
    )
  return <Pending poll={poll} failed="The destination could not be read" />
}

type DestinationSheetProps = {
  /** An id, `new`, or null for none. */
  id: string | null
  /** As the list has it. */
  listed: Destination | undefined
  packs: readonly PackName[]
  onClose: () => void
  onMade: (destination: Destination) => void
  refresh: () => void
}

function Stored(props: DestinationSheetProps & { id: string }) {
  const { poll, destination } = useStored(props.id, props.listed)
  if (!destination) return <NotThere poll={poll} />
  const refresh = () => {
    poll.refresh()
    props.refresh()
  }
  return <Open destination={destination} packs={props.packs} refresh={refresh} />
}

export function DestinationSheet(props: DestinationSheetProps) {
  const { id, listed, packs, onClose, onMade } = props
  const isNew = id === 'new'
  return (
    <Sheet
      open={id !== null}
      onOpenChange={(open) => !open && onClose()}
      title={isNew ? 'New destination' : (listed?.name ?? 'Destination')}
      className="w-[min(760px,100vw)]"
    >
      {isNew && <DestinationNew packs={packs} onSaved={onMade} />}
      {id !== null && !isNew && <Stored key={id} {...props} id={id} />}
    </Sheet>
  )
}
