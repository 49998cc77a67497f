// A kept selection against what it means now. Pure.
import { formatCount, formatNoun } from '@/lib/client/format'
import type { TargetSet } from '@/lib/wire/target-sets'

/** "914 hosts, 14 more than when saved". */
export function setSentence(set: Pick<TargetSet, 'hosts_count' | 'hosts_count_now'>): string {
  const now = formatNoun(set.hosts_count_now, 'host')
  const gap = set.hosts_count_now - set.hosts_count
  if (gap === 0) return `${now}, as when saved`
  return `${now}, ${formatCount(Math.abs(gap))} ${gap > 0 ? 'more' : 'fewer'} than when saved`
}
