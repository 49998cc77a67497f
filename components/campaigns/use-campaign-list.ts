'use client'
// The list of campaigns as the address names it: filters, range, pages. Open ones are read more often.
import { useEffect } from 'react'
import { api } from '@/lib/client/api'
import { type PageRead, type Pages, type ReadPage, usePages } from '@/lib/client/use-pages'
import { pickedParams, useUrlParams } from '@/lib/client/use-url-params'
import {
  CampaignListReply,
  type OpenedRange,
  openedRanges,
  openedSince,
} from '@/lib/wire/campaign-lists'
import type { Campaign } from '@/lib/wire/campaigns'
import type { PackRunEntry } from '@/lib/wire/runs'
import { isOpen, titleOf } from './words'

const openSeconds = 10

const filterKeys = [
  ...['query', 'status', 'user_id', 'mine', 'label_id', 'host_id'],
  ...['pack_id', 'run_id', 'query_id', 'range', 'from', 'to'],
]

/**
 * A campaign as a row that can be selected. A run of a pack is one row: the `campaign` then has the
 * state and the sums of all its campaigns.
 */
export type CampaignItem = {
  id: number
  name: string
  campaign: Campaign
  run: PackRunEntry | undefined
}

export function itemOf(campaign: Campaign, runs: readonly PackRunEntry[] = []): CampaignItem {
  const { id } = campaign
  const run = runs.find((each) => each.id === campaign.run_id)
  if (!run) return { id, name: `#${id} ${titleOf(campaign)}`, campaign, run }
  const { pack_name: name, status, counts, expires_at } = run
  return {
    id,
    name: `Run of ${name}`,
    campaign: { ...campaign, name, status, counts, expires_at },
    run,
  }
}

/** Where the row leads. */
export const pathOf = ({ id, run }: CampaignItem): string =>
  run ? `/campaigns/runs/${run.id}` : `/campaigns/${id}`

const isRange = (text: string | null): text is OpenedRange => text !== null && text in openedRanges

/** The API's query for a list; a range is counted back from that moment. */
export function apiQuery(key: string, nowMs: number): URLSearchParams {
  const query = new URLSearchParams(key)
  const range = query.get('range')
  query.delete('range')
  if (isRange(range)) {
    const since = openedSince({ range, from: query.get('from') }, nowMs)
    if (since) query.set('from', since)
  }
  return query
}

const readCampaigns: ReadPage<CampaignItem> = async (key, { page, per_page }, signal) => {
  const query = apiQuery(key, Date.now())
  query.set('page', String(page))
  query.set('per_page', String(per_page))
  if (!query.has('run_id')) query.set('by_run', 'true')
  const reply = await api(CampaignListReply, `/api/v1/fleet/campaigns?${query}`, { signal })
  const items = reply.campaigns.map((campaign) => itemOf(campaign, reply.runs))
  return { items, count: reply.count }
}

/** Open campaigns move, so a list that shows one is read more often. */
function useOpenRefresh({ items, refresh }: Pages<CampaignItem>): void {
  const open = items.some(({ campaign }) => isOpen(campaign.status))
  useEffect(() => {
    if (!open) return
    const timer = setInterval(refresh, openSeconds * 1000)
    return () => clearInterval(timer)
  }, [open, refresh])
}

export function useCampaignList(first: PageRead<CampaignItem>) {
  const [params, change] = useUrlParams()
  // The team is the sidebar's to choose, so it is no filter that could be taken out here.
  const listKey = pickedParams(params, [...filterKeys, 'team_id']).toString()
  const pages = usePages(listKey, readCampaigns, first)
  useOpenRefresh(pages)
  return { params, change, listKey, pages }
}

type Named = { id: number; name: string }
export type CampaignChoices = { askers: readonly Named[]; packs: readonly Named[] }
