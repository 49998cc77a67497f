'use client'
// Sending again what went out since a moment: how many lines that is, and that receivers may then have
// some of them twice.
import { useMemo, useState } from 'react'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field } from '@/components/ui/field'
import { MomentInput } from '@/components/ui/moment-input'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api } from '@/lib/client/api'
import { formatCount, formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { useSettled } from '@/lib/client/use-settled'
import { type Destination, DestinationReplayReply } from '@/lib/wire/destinations'
import { pathOf } from './use-destination-acts'

type ReplayDialogProps = { destination: Destination; onClose: () => void; onDone: () => void }

const hourMs = 3_600_000
const waitMs = 300

/** How many lines of the log that is; undefined while it is being counted. */
function useLines(id: number, from: string | undefined) {
  const body = useMemo(() => (from ? { from, dry_run: true } : undefined), [from])
  const { answer, busy, failure } = useSettled(body, waitMs, (asked, signal) =>
    api(DestinationReplayReply, `${pathOf(id)}/replay`, { method: 'POST', body: asked, signal }),
  )
  return { lines: busy || failure ? undefined : answer?.value, failure }
}

const countWords = ({ lines, at_least }: { lines: number; at_least: boolean }) =>
  `${at_least ? 'at least ' : ''}${formatNoun(lines, 'line')}`

type Counted = ReturnType<typeof useLines>

function Count({ counted: { lines, failure }, name }: { counted: Counted; name: string }) {
  if (failure) return <p className="text-bad-fg">{failure.message}</p>
  if (!lines) return <p className="tabular-nums">Counting what came in since then.</p>
  return (
    <p className="tabular-nums">
      {`${countWords(lines)} of the log came in since then; of them ${name} gets what its routing lets through.`}
    </p>
  )
}

export function ReplayDialog({ destination, onClose, onDone }: ReplayDialogProps) {
  const { id, name } = destination
  const [from, setFrom] = useState<string | undefined>(() =>
    new Date(Date.now() - hourMs).toISOString(),
  )
  const counted = useLines(id, from)
  const { busy, error, run } = useCall()
  const go = () =>
    run(async () => {
      const body = { from }
      await api(DestinationReplayReply, `${pathOf(id)}/replay`, { method: 'POST', body })
      const words = `${name} is sent its lines again`
      announce(words)
      toast.done(words)
      onDone()
    })
  const { lines } = counted
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Send ${name} its lines again?`}
      keepLabel="Send nothing again"
      goLabel={lines ? `Replay ${formatCount(lines.lines)}` : 'Replay'}
      onConfirm={() => from && lines && void go()}
      busy={busy}
      error={error}
    >
      <Field label="Received since">
        <MomentInput iso={from ?? null} onChange={setFrom} />
      </Field>
      <Count counted={counted} name={name} />
      <p>
        What it has already comes a second time. Each line keeps its key, by which a receiver can
        tell; one that does not look at keys stores it twice. New lines wait until it has caught up.
      </p>
    </ConfirmDialog>
  )
}
