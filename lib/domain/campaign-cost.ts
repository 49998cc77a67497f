// What a live query is expected to cost: as measured on hosts that ran its text, whatever the values of
// its parameters were, else by the stated rule.
import type { CampaignText } from '@/lib/domain/campaign-text'
import { costsOf, estimateByRule } from '@/lib/domain/costs'
import type { SqlCost } from '@/lib/wire/costs'

/** The measured cost by the text as it was written; undefined when no host has run it. */
export async function measuredCost({
  query,
  template,
}: Pick<CampaignText, 'query' | 'template'>): Promise<SqlCost | undefined> {
  const text = template ?? query
  return (await costsOf([text])).get(text) ?? undefined
}

/** Processor time of one run on one host: 95 % of hosts take less. Cheap queries are handed out first. */
export async function expectedMs(text: Pick<CampaignText, 'query' | 'template'>): Promise<number> {
  const measured = await measuredCost(text)
  return measured?.cpu_ms.p95 ?? estimateByRule(text.query, 'linux').cpu_ms
}
