'use client'
// Pausing, resuming and releasing one campaign. What changed is shown by the stream, never ahead of it.
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { type Call, useCall } from '@/lib/client/use-call'
import { CampaignReply } from '@/lib/wire/campaigns'

const done = { pause: 'is paused', resume: 'goes on', release: 'is released' } as const
export type CampaignAct = keyof typeof done

export type CampaignActs = Pick<Call, 'busy' | 'error' | 'clear'> & {
  take: (act: CampaignAct, onDone?: () => void) => void
}

export function useCampaignActs(id: number): CampaignActs {
  const { busy, error, clear, run } = useCall()
  const take = (act: CampaignAct, onDone?: () => void) => {
    void run(async () => {
      await api(CampaignReply, `/api/v1/fleet/campaigns/${id}/${act}`, { method: 'POST' })
      toast.done(`#${id} ${done[act]}`)
      onDone?.()
    })
  }
  return { busy, error, clear, take }
}
