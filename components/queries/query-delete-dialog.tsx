'use client'
// Deletes queries of the library, or says which packs stand in the way.
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { QueriesDeleted, type QuerySummary } from '@/lib/wire/queries'

type QueryDeleteDialogProps = {
  queries: readonly QuerySummary[]
  onClose: () => void
  onDone: () => void
}

function Refusal({ queries, onClose }: Pick<QueryDeleteDialogProps, 'queries' | 'onClose'>) {
  const used = queries.filter(({ packs_count }) => packs_count > 0)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${formatNoun(used.length, 'query is', 'queries are')} scheduled in packs`}
      description="Nothing was deleted. Take it out of these packs first; hosts run it until then."
      footer={<Button onClick={onClose}>Keep</Button>}
    >
      <ul className="flex flex-col gap-3">
        {used.map(({ id, name, packs, packs_count }) => (
          <li key={id}>
            <p className="font-medium">{name}</p>
            <ul className="flex flex-wrap gap-x-3">
              {packs.map((pack) => (
                <li key={pack.id}>
                  <Link
                    href={`/packs/${pack.id}`}
                    className="inline-flex min-h-6 items-center text-accent-fg underline pointer-coarse:min-h-11"
                  >
                    {pack.name}
                  </Link>
                </li>
              ))}
              {packs_count > packs.length && (
                <li className="text-fg-muted">
                  {formatNoun(packs_count - packs.length, 'pack')} of other teams
                </li>
              )}
            </ul>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function useRemoval({ queries, onDone }: QueryDeleteDialogProps) {
  const { busy, error, run } = useCall()
  const remove = () =>
    run(async () => {
      const body = { ids: queries.map(({ id }) => id) }
      const path = '/api/v1/fleet/queries/delete'
      const { deleted } = await api(QueriesDeleted, path, { method: 'POST', body })
      const words = `${formatNoun(deleted, 'query')} deleted`
      announce(words)
      toast.done(words)
      onDone()
    })
  return { busy, error, run: remove }
}

export function QueryDeleteDialog(props: QueryDeleteDialogProps) {
  const { queries, onClose } = props
  const { busy, error, run } = useRemoval(props)
  const [only] = queries
  if (queries.some(({ packs_count }) => packs_count > 0))
    return <Refusal queries={queries} onClose={onClose} />
  const what = queries.length === 1 && only ? only.name : formatNoun(queries.length, 'query')
  return (
    <ConfirmDialog
      open={queries.length > 0}
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${what}?`}
      keepLabel={queries.length === 1 ? 'Keep it' : 'Keep them'}
      goLabel={queries.length === 1 ? 'Delete the query' : `Delete ${what}`}
      danger
      onConfirm={run}
      busy={busy}
      error={error}
    >
      <p>No pack schedules it, so no host notices. Campaigns that asked it keep their answers.</p>
    </ConfirmDialog>
  )
}
