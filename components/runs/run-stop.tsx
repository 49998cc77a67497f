'use client'
// Stopping every query of a run at once, and what becomes of the questions that are already out.
import { useState } from 'react'
import { type Late, LateChoice } from '@/components/campaigns/late-choice'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { type PackRun, PackRunReply } from '@/lib/wire/runs'
import { stopRunWords } from './run-words'

type RunStopProps = {
  run: PackRun
  open: boolean
  onOpenChange: (open: boolean) => void
  onRun: (run: PackRun) => void
}

export function RunStop({ run, open, onOpenChange, onRun }: RunStopProps) {
  const [late, setLate] = useState<Late>('keep')
  const call = useCall()
  const words = stopRunWords(run)
  const stop = async () => {
    const path = `/api/v1/fleet/runs/${run.id}/stop`
    const reply = await api(PackRunReply, path, { method: 'POST', body: { late_answers: late } })
    onRun(reply.run)
    toast.done(`The run of ${run.pack_name} is stopped`)
    onOpenChange(false)
  }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={words.title}
      keepLabel="Keep running"
      goLabel={words.go}
      onConfirm={() => call.run(stop)}
      danger
      busy={call.busy}
      error={call.error}
    >
      <p>{words.done}</p>
      {words.sent && <p>{words.sent}</p>}
      {run.counts.sent > 0 && <LateChoice count={run.counts.sent} late={late} onChange={setLate} />}
    </ConfirmDialog>
  )
}
