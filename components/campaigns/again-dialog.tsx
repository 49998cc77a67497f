'use client'
// Asking again whoever gave no answer: a new campaign on just these hosts; what they did here stays.
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { z } from 'zod'
import { Checkbox } from '@/components/ui/choice'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { formatCount, formatDuration, formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { type Campaign, type CampaignCounts, RunReply } from '@/lib/wire/campaigns'
import { type AgainState, againSum, againWords } from './act-words'

const hints: Partial<Record<AgainState, string>> = {
  denylisted: 'Their agents refuse this SQL for 24 h after it stopped them.',
}

type ChoiceProps = {
  counts: CampaignCounts
  states: readonly AgainState[]
  onChange: (states: AgainState[]) => void
}

function States({ counts, states, onChange }: ChoiceProps) {
  return (
    <div className="flex flex-col gap-1">
      {againWords
        .filter(([state]) => counts[state] > 0)
        .map(([state, word]) => (
          <Checkbox
            key={state}
            label={`${formatCount(counts[state])} ${word}`}
            hint={hints[state]}
            checked={states.includes(state)}
            onChange={(on) =>
              onChange(on ? [...states, state] : states.filter((other) => other !== state))
            }
          />
        ))}
    </div>
  )
}

const prove = (password: string) =>
  api(z.unknown(), '/api/v1/fleet/sessions/prove', { method: 'POST', body: { password } })

type Asked = { states: readonly AgainState[]; confirm: number }

function useAgain(id: number) {
  const router = useRouter()
  const { busy, failure, error, run, clear } = useCall()
  // Once asked for, the password stays: a wrong one must be corrected in place.
  const [isStale, setIsStale] = useState(false)
  const needsPassword = isStale || failure?.reason('password') !== undefined
  const ask = (body: Asked, password: string) =>
    run(async () => {
      setIsStale(needsPassword)
      if (password !== '') await prove(password)
      const path = `/api/v1/fleet/campaigns/${id}/again`
      const { campaign_id } = await api(RunReply, path, { method: 'POST', body })
      toast.done(`#${campaign_id} asks them again`)
      router.push(`/campaigns/${campaign_id}`)
    })
  return { busy, error, clear, ask, needsPassword }
}

type AgainDialogProps = {
  campaign: Campaign
  counts: CampaignCounts
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function AgainDialog({ campaign, counts, open, onOpenChange }: AgainDialogProps) {
  const { id, created_at, expires_at } = campaign
  const [states, setStates] = useState<AgainState[]>(againWords.map(([state]) => state))
  const { busy, error, clear, ask, needsPassword } = useAgain(id)
  const hosts = states.reduce((sum, state) => sum + counts[state], 0)
  const seconds = (Date.parse(expires_at) - Date.parse(created_at)) / 1000
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        clear()
        onOpenChange(next)
      }}
      title={`Ask ${formatNoun(hosts, 'host')} of #${id} again?`}
      keepLabel="Leave it"
      goLabel={hosts === 0 ? 'Choose a state' : `Ask ${formatNoun(hosts, 'host')}`}
      onConfirm={({ password }) => hosts > 0 && void ask({ states, confirm: hosts }, password)}
      password={needsPassword}
      busy={busy}
      hosts={hosts}
      error={error}
    >
      <p className="tabular-nums">{againSum(counts, states)}</p>
      <States counts={counts} states={states} onChange={setStates} />
      <p>
        A new campaign with the same SQL, open for {formatDuration(seconds)}. What these hosts did
        in #{id} stays as it is.
      </p>
    </ConfirmDialog>
  )
}
