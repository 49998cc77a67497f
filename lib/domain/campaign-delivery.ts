// What campaigns ask of a host at its check-in, and where its answers go.
import type { KnownHost } from '@/lib/domain/directory'
import type { Answer } from '@/lib/wire/osquery'

export type CampaignWork = { queries: Record<string, string>; accelerate?: number }

/** Whether a campaign waits for that host; memory only. */
export function hasCampaignWork(_hostId: number): boolean {
  return false
}

export async function campaignWork(_host: KnownHost): Promise<CampaignWork> {
  return { queries: {} }
}

/** Whether a delivery id has the form that campaigns give. */
export function isCampaignDelivery(_id: string): boolean {
  return false
}

export async function recordAnswers(_host: KnownHost, _answers: Answer[]): Promise<void> {}
