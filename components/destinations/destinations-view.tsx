'use client'
// Is everything arriving? Destinations with those in need first, and what the worst one says of itself.
import { Plus, Send } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { Button } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import { Kbd } from '@/components/ui/kbd'
import { EmptyState } from '@/components/ui/page-states'
import { AsOf } from '@/components/ui/time'
import { useUrlParams } from '@/lib/client/use-url-params'
import type { Destination } from '@/lib/wire/destinations'
import { DeleteDialog } from './delete-dialog'
import { DestinationActsContext } from './destination-acts'
import { DestinationBanner } from './destination-banner'
import { DestinationCard, destinationColumns } from './destination-columns'
import { DestinationSheet } from './destination-sheet'
import { waitsForTry } from './destination-words'
import { ReplayDialog } from './replay-dialog'
import type { PackName } from './routing-fields'
import { useDestinationActs } from './use-destination-acts'
import { useDestinationList } from './use-destination-list'

type DestinationsViewProps = { first: readonly Destination[]; packs: readonly PackName[] }

function useActs(refresh: () => void) {
  const [, change] = useUrlParams()
  const { test, turn } = useDestinationActs(refresh)
  const [replaying, setReplaying] = useState<Destination>()
  const [leaving, setLeaving] = useState<Destination>()
  const acts = {
    open: ({ id }: Destination, tab?: string) => change({ id: String(id), tab }),
    test,
    turn,
    replay: setReplaying,
    remove: setLeaving,
  }
  return { acts, replaying, setReplaying, leaving, setLeaving }
}

type Acts = ReturnType<typeof useActs>

function Empty({ onNew }: { onNew: () => void }) {
  return (
    <EmptyState
      icon={<Send aria-hidden />}
      title="Results stay in Muster"
      action={
        <Button variant="primary" onClick={onNew}>
          New destination
        </Button>
      }
    >
      Send them on to files, Splunk, Elasticsearch, Kafka, S3 and others, as many at once as you
      like. Each gets every line at least once, and a slow one delays no agent.
    </EmptyState>
  )
}

/** The worst of those that do not get their lines; the others stand in the list. */
function Worst({ rows, acts }: { rows: readonly Destination[]; acts: Acts['acts'] }) {
  const worst = rows.find(({ state }) => state === 'failing' || state === 'behind')
  if (!worst) return null
  return (
    <DestinationBanner
      destination={worst}
      action={
        <span className="flex flex-wrap gap-2">
          <Button size="small" onClick={() => acts.open(worst)}>
            Look
          </Button>
          {waitsForTry(worst) && (
            <Button size="small" onClick={() => void acts.turn(worst, 'retry')}>
              Try now
            </Button>
          )}
          <Button size="small" className="max-sm:hidden" onClick={() => void acts.test(worst)}>
            Send test event
          </Button>
          <Button
            size="small"
            className="max-sm:hidden"
            onClick={() => void acts.turn(worst, 'pause')}
          >
            Pause
          </Button>
        </span>
      }
    />
  )
}

function Dialogs({ acts, refresh }: { acts: Acts; refresh: () => void }) {
  const { replaying, setReplaying, leaving, setLeaving } = acts
  const [, change] = useUrlParams()
  return (
    <>
      {replaying && (
        <ReplayDialog
          destination={replaying}
          onClose={() => setReplaying(undefined)}
          onDone={() => {
            setReplaying(undefined)
            refresh()
          }}
        />
      )}
      {leaving && (
        <DeleteDialog
          destination={leaving}
          onClose={() => setLeaving(undefined)}
          onDone={() => {
            setLeaving(undefined)
            change({ id: undefined, tab: undefined })
            refresh()
          }}
        />
      )}
    </>
  )
}

function NewButton({ onNew }: { onNew: () => void }) {
  return (
    <Button variant="primary" onClick={onNew} aria-keyshortcuts="n">
      <Plus aria-hidden /> New destination <Kbd keys="n" className="max-sm:hidden" />
    </Button>
  )
}

function Grid({ rows, acts, onNew }: { rows: readonly Destination[] } & GridActs) {
  return (
    <DataGrid
      label="Destinations"
      noun="destination"
      fill
      columns={destinationColumns}
      rowKey={({ id }) => id}
      viewKey="destinations"
      card={(destination) => <DestinationCard destination={destination} />}
      onOpen={(destination) => acts.open(destination)}
      source={{ mode: 'local', rows }}
      empty={<Empty onNew={onNew} />}
    />
  )
}

type GridActs = { acts: Acts['acts']; onNew: () => void }

function usePageActs() {
  const [params, change] = useUrlParams()
  const actions = useMemo(
    () => [
      {
        ...{ id: 'new-destination', label: 'New destination', keys: 'n' },
        run: () => change({ id: 'new', tab: undefined }),
      },
    ],
    [change],
  )
  return {
    id: params.get('id'),
    actions,
    onNew: () => change({ id: 'new', tab: undefined }),
    onClose: () => change({ id: undefined, tab: undefined }),
    onMade: ({ id }: Destination) => change({ id: String(id) }, 'replace'),
  }
}

export function DestinationsView({ first, packs }: DestinationsViewProps) {
  const { rows, poll } = useDestinationList(first)
  const { id, actions, onNew, onClose, onMade } = usePageActs()
  const acts = useActs(poll.refresh)
  return (
    <Page
      title="Destinations"
      fill
      note={poll.readAt !== undefined && <AsOf at={poll.readAt} />}
      actions={<NewButton onNew={onNew} />}
      className="gap-4"
    >
      <PageActions actions={actions} />
      <DestinationActsContext value={acts.acts}>
        <Worst rows={rows} acts={acts.acts} />
        <Grid rows={rows} acts={acts.acts} onNew={onNew} />
        <DestinationSheet
          id={id}
          listed={rows.find((row) => String(row.id) === id)}
          packs={packs}
          onClose={onClose}
          onMade={(made) => {
            poll.refresh()
            onMade(made)
          }}
          refresh={poll.refresh}
        />
      </DestinationActsContext>
      <Dialogs acts={acts} refresh={poll.refresh} />
    </Page>
  )
}
