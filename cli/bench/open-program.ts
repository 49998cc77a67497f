// How much memory an open campaign takes beside the database: loaded as a server loads it, with all of
// its hosts waiting and with all of them at work. Needs --expose-gc.
import { openSets, refreshCampaigns, stopCampaigns } from '@/lib/domain/campaign-memory'
import { announceDatabase } from '@/lib/env'
import { closeDatabase } from '@/lib/store/db'
import { answerParent } from './children'

export type OpenReply = { bytes: number; campaigns: number }

function held(): number {
  for (let again = 0; again < 4; again++) globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

answerParent(async ({ databaseUrl }: { databaseUrl: string }): Promise<OpenReply> => {
  if (!globalThis.gc) throw new Error('needs --expose-gc')
  announceDatabase(databaseUrl)
  // Code and connections are there before anything is measured.
  await refreshCampaigns()
  stopCampaigns()
  const before = held()
  await refreshCampaigns()
  const bytes = held() - before
  const campaigns = [...openSets()].length
  stopCampaigns()
  await closeDatabase()
  return { bytes, campaigns }
})
