// The ids under which hosts get live queries: they cannot be guessed, belong to one host, and are
// checked without a lookup.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { serverKey } from '@/lib/keys'

const deliveryForm = /^c([1-9][0-9]{0,9})_[A-Za-z0-9_-]{24}$/

/** The id under which a host gets a campaign's query: 144 bits of a keyed hash over both. */
export function deliveryId(campaignId: number, hostId: number): string {
  const mac = createHmac('sha256', serverKey('delivery')).update(`${campaignId}:${hostId}`).digest()
  return `c${campaignId}_${mac.subarray(0, 18).toString('base64url')}`
}

/** Whether a delivery id has the form that campaigns give; says nothing of whose it is. */
export function isCampaignDelivery(id: string): boolean {
  return deliveryForm.test(id)
}

/** The campaign of an id that was made for this host, else undefined. */
export function campaignOf(id: string, hostId: number): number | undefined {
  const campaignId = Number(deliveryForm.exec(id)?.[1])
  if (!Number.isInteger(campaignId)) return undefined
  const expected = Buffer.from(deliveryId(campaignId, hostId))
  const given = Buffer.from(id)
  return given.length === expected.length && timingSafeEqual(given, expected)
    ? campaignId
    : undefined
}
