'use client'
// Going back to an older revision: says what it changes and whom before it can be pressed.
import { useState } from 'react'
import { Checkbox } from '@/components/ui/choice'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { ApiFailure, api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
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
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const run = async (note: string, release: boolean) => {
    setBusy(true)
    try {
      const path = `/api/v1/fleet/packs/${pack.id}/revisions/${revision.number}/restore`
      const body = { note, release, base_revision: pack.revision }
      const restored = await api(PackReply, path, { method: 'POST', body })
      const done = `Revision ${revision.number} is restored as revision ${restored.pack.revision}`
      announce(done)
      toast.done(done)
      onRestored(restored.pack)
    } catch (failure) {
      setError(failure instanceof ApiFailure ? failure.message : 'The server did not answer.')
    }
    setBusy(false)
  }
  return { busy, error, run }
}

/** What the newest revision would become, in one line. */
function Change({ pack, revision }: Pick<RestoreProps, 'pack' | 'revision'>) {
  const query = `from=${pack.revision}&to=${revision.number}`
  const { value } = usePoll(DiffReply, `/api/v1/fleet/packs/${pack.id}/diff?${query}`, 300)
  if (!value) return <p>Comparing it with revision {pack.revision}.</p>
  const { gained, lost } = value.hosts
  const words = diffInWords(value.diff)
  return (
    <p>
      {words === ''
        ? `It has the same content as revision ${pack.revision}.`
        : `Against revision ${pack.revision}: ${words}.`}{' '}
      {gained + lost > 0 &&
        `${formatNoun(gained, 'host')} gained, ${formatNoun(lost, 'host')} lost.`}
    </p>
  )
}

export function RevisionsRestore(props: RestoreProps) {
  const { pack, revision, onClose } = props
  const [note, setNote] = useState('')
  const [draft, setDraft] = useState(false)
  const { busy, error, run } = useRestore(props)
  const isDraft = draft || pack.rollout !== null
  const hosts = isDraft ? 0 : pack.total_hosts_count
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Restore revision ${revision.number}?`}
      keepLabel={`Keep revision ${pack.revision}`}
      goLabel={isDraft ? 'Restore as a draft' : `Restore for ${formatNoun(hosts, 'host')}`}
      onConfirm={() => run(note, !isDraft)}
      busy={busy}
      error={error}
      hosts={hosts}
    >
      <Change pack={pack} revision={revision} />
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
