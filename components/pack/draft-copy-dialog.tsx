'use client'
// Copies queries, as they stand in the draft, to another pack: one save of that pack, with its reach
// told first.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { type Choice, Combobox } from '@/components/ui/combobox'
import { Dialog } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import type { DraftQuery } from '@/lib/client/pack-draft'
import { copiesFor } from '@/lib/client/pack-draft-queries'
import { useCall } from '@/lib/client/use-call'
import { useSettled } from '@/lib/client/use-settled'
import { type Pack, PackList, PackReply } from '@/lib/wire/packs'
import { RevisionReply } from '@/lib/wire/revisions'

type CopyDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  packId: number
  queries: readonly DraftQuery[]
}

function usePacks(open: boolean, text: string, packId: number) {
  const asked = open ? text.trim() || ' ' : undefined
  const { answer, busy } = useSettled(asked, 200, (name, signal) => {
    const query = new URLSearchParams({ query: name.trim(), per_page: '50' })
    return api(PackList, `/api/v1/fleet/packs?${query}`, { signal })
  })
  return { packs: (answer?.value.packs ?? []).filter(({ id }) => id !== packId), busy }
}

/** Adds the copies after what the pack has, on the revision that was read. */
async function copyTo(id: number, queries: readonly DraftQuery[]): Promise<Pack> {
  const path = `/api/v1/fleet/packs/${id}`
  const { pack } = await api(PackReply, path)
  const { revision } = await api(RevisionReply, `${path}/revisions/${pack.revision}`)
  const held = revision.content.queries
  const copies = copiesFor(
    queries,
    held.map(({ name }) => name),
  )
  const body = {
    queries: [...held, ...copies],
    base_revision: pack.revision,
    note: `copied ${formatNoun(copies.length, 'query', 'queries')}`,
  }
  return (await api(PackReply, path, { method: 'PATCH', body })).pack
}

function effect(pack: Pack | undefined, count: number): string {
  const copies = formatNoun(count, 'query', 'queries')
  if (!pack)
    return `Where shall ${count === 1 ? 'it' : `the ${copies}`} go? Names that are taken there get a number.`
  if (pack.disabled)
    return `${pack.name} is off: no host runs the ${count === 1 ? 'copy' : 'copies'} until it is switched on.`
  return `${formatNoun(pack.total_hosts_count, 'host')} of ${pack.name} run ${count === 1 ? 'it' : 'them'} from the next refresh on. This pack stays as it is.`
}

function useCopy(props: CopyDialogProps) {
  const { busy, error, run } = useCall()
  const copy = (target: Pack) =>
    run(async () => {
      const pack = await copyTo(target.id, props.queries)
      toast.done(`Copied to ${pack.name}, revision ${pack.revision}`)
      props.onOpenChange(false)
    })
  return { busy, error, run: copy }
}

/** The pack that is chosen, and the field to choose it in. */
function usePackField(open: boolean, packId: number) {
  const [chosen, setChosen] = useState<Choice>()
  const [text, setText] = useState('')
  const { packs, busy } = usePacks(open, text, packId)
  const field = (
    <Combobox
      label="Pack"
      placeholder="Find a pack"
      options={packs.map(({ id, name, total_hosts_count }) => ({
        id: String(id),
        name,
        count: total_hosts_count,
      }))}
      value={chosen ? [chosen] : []}
      onChange={(next) => setChosen(next.at(-1))}
      onSearch={setText}
      busy={busy}
      emptyText="No other pack of that name"
    />
  )
  return { field, target: packs.find(({ id }) => String(id) === chosen?.id) }
}

export function CopyDialog(props: CopyDialogProps) {
  const { open, onOpenChange, packId, queries } = props
  const { field, target } = usePackField(open, packId)
  const { busy, error, run } = useCopy(props)
  const reach =
    target && !target.disabled ? `, ${formatNoun(target.total_hosts_count, 'host')}` : ''
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Copy ${formatNoun(queries.length, 'query', 'queries')} to another pack`}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Copy nothing</Button>
          <Button
            variant="primary"
            busy={busy}
            disabledReason={target ? undefined : 'Choose a pack first'}
            onClick={() => target && run(target)}
          >
            {target ? `Copy to ${target.name}${reach}` : 'Copy'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {field}
        <p className="text-fg-muted">{effect(target, queries.length)}</p>
        {error && (
          <p role="alert" className="text-bad-fg">
            {error}
          </p>
        )}
      </div>
    </Dialog>
  )
}
