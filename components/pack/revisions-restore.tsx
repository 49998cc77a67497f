'use client'
// Going back to an older revision: says what it changes and whom before it can be pressed.
import { useState } from 'react'
import { Checkbox } from '@/components/ui/choice'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { usePoll } from '@/lib/client/use-poll'
import { diffInWords } from '@/lib/wire/pack-diff'
import { type Pack, PackReply } from '@/lib/wire/packs'
import { DiffReply, type Revision } from '@/lib/wire/revisions'
import { restoreEffect } from './revisions-words'

type RestoreProps = {
  pack: Pack
  revision: Revision
  onClose: () => void
  onRestored: (pack: Pack) => void
}

function useRestore({ pack, revision, onRestored }: RestoreProps) {
  const { busy, error, run } = useCall()
  const restore = (note: string, release: boolean) =>
    run(async () => {
      const path = `/api/v1/fleet/packs/${pack.id}/revisions/${revision.number}/restore`
      const body = { note, release, base_revision: pack.revision }
      const restored = await api(PackReply, path, { method: 'POST', body })
      const done = `Revision ${revision.number} is restored as revision ${restored.pack.revision}`
      announce(done)
      toast.done(done)
      onRestored(restored.pack)
    })
  return { busy, error, run: restore }
}

/** What would become of what is there, in one line. */
function Change({ from, reply }: { from: number; reply: DiffReply | undefined }) {
  const base = from === 0 ? 'no revision at all' : `revision ${from}`
  if (!reply) return <p>Comparing it with {base}.</p>
  const { gained, lost } = reply.hosts
  const words = diffInWords(reply.diff)
  return (
    <p>
      {words === '' ? `It has the same content as ${base}.` : `Against ${base}: ${words}.`}{' '}
      {gained + lost > 0 &&
        `${formatNoun(gained, 'host')} gained, ${formatNoun(lost, 'host')} lost.`}
    </p>
  )
}

/** A draft is compared with the newest revision, what hosts get at once with what they have. */
function useComparison(
  { pack, revision }: Pick<RestoreProps, 'pack' | 'revision'>,
  draft: boolean,
) {
  const from = draft ? pack.revision : pack.released
  const query = `from=${from}&to=${revision.number}`
  const { value } = usePoll(DiffReply, `/api/v1/fleet/packs/${pack.id}/diff?${query}`, 300)
  const reply = value?.from === from ? value : undefined
  const change = reply ? reply.hosts.gained - reply.hosts.lost : 0
  return { from, reply, hosts: draft ? 0 : Math.max(0, pack.total_hosts_count + change) }
}

export function RevisionsRestore(props: RestoreProps) {
  const { pack, revision, onClose } = props
  const [note, setNote] = useState('')
  const [draft, setDraft] = useState(false)
  const { busy, error, run } = useRestore(props)
  const isDraft = draft || pack.rollout !== null
  const { from, reply, hosts } = useComparison(props, isDraft)
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Restore revision ${revision.number}?`}
      keepLabel={`Keep revision ${pack.revision}`}
      goLabel={isDraft ? 'Restore as a draft' : `Restore for ${formatNoun(hosts, 'host')}`}
      onConfirm={() => run(note, !isDraft)}
      busy={busy || reply === undefined}
      error={error}
      hosts={hosts}
    >
      <Change from={from} reply={reply} />
      <p>{restoreEffect(pack, revision, draft)}</p>
      <div className="mt-2 flex flex-col gap-3 text-fg">
        <Field label="Note" optional>
          <Input value={note} maxLength={2000} onChange={(event) => setNote(event.target.value)} />
        </Field>
        {pack.rollout === null && (
          <Checkbox label="As a draft, to be released later" checked={draft} onChange={setDraft} />
        )}
      </div>
    </ConfirmDialog>
  )
}
