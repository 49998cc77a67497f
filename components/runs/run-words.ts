// What people are told of a pack run, in whole sentences. Pure: counts and times are arguments.
import { formatCount, formatNoun } from '@/lib/client/format'
import type { CampaignCounts } from '@/lib/wire/campaigns'
import type { PackRun, RunCampaign } from '@/lib/wire/runs'

const isOver = ({ status }: RunCampaign) =>
  status === 'complete' || status === 'stopped' || status === 'expired'

/** "3 of 18 queries done on 1,040 hosts". */
export function doneSentence({ campaigns, hosts_count }: PackRun): string {
  const done = campaigns.filter(isOver).length
  const queries = formatNoun(campaigns.length, 'query', 'queries')
  return `${formatCount(done)} of ${queries} done, on ${formatNoun(hosts_count, 'host')}`
}

/** "825 of 900 answered, 12 with an error": of one query. */
export function answeredWords(counts: CampaignCounts): string {
  const failed = counts.failed + counts.denylisted + counts.too_large
  const words = `${formatCount(counts.answered)} of ${formatCount(counts.targeted)} answered`
  return failed === 0 ? words : `${words}, ${formatCount(failed)} with an error`
}

export type StopWords = { title: string; done: string; sent: string | undefined; go: string }

/** The stop dialog's sums; a question is one query on one host. */
export function stopRunWords({
  pack_name,
  counts,
}: Pick<PackRun, 'pack_name' | 'counts'>): StopWords {
  const { targeted, waiting, sent } = counts
  const done = targeted - waiting - sent
  const one = sent === 1
  return {
    title: `Stop the run of ${pack_name}?`,
    done: `${formatCount(done)} of ${formatNoun(targeted, 'question')} are done; their answers stay. ${formatCount(waiting)} will never be asked.`,
    sent:
      sent === 0
        ? undefined
        : `${formatCount(sent)} ${one ? 'is' : 'are'} with a host and will run: ${one ? 'it' : 'they'} cannot be recalled.`,
    go: waiting === 0 ? 'Stop' : `Stop, cancel ${formatCount(waiting)}`,
  }
}
