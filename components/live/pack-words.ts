// Running a whole pack in words: what is asked when, whom it reaches, what the button says. Pure.
import { formatCount, formatNoun } from '@/lib/client/format'
import type { LiveLimits } from '@/lib/wire/live-draft'
import type { PackRunPlan, SkippedQuery } from '@/lib/wire/runs'
import { happeningSentence, hostWords, type RunWords } from './words'

/** A host gets two live queries at each of its check-ins. */
const perRound = 2

/** The check-in, from 1, at which the query in that place of the order is handed out. */
export const roundOf = (at: number): number => Math.floor(at / perRound) + 1

/** "at the next check-in", "at check-in 2". */
export function roundWords(round: number): string {
  return round === 1 ? 'at the next check-in' : `at check-in ${formatCount(round)}`
}

export const skippedSentence = ({ name, reason }: SkippedQuery): string =>
  `${name} is left out: ${reason}`

type PackState = {
  pack_id: number | null
  /** Others than the pack's own hosts are wanted, and none is chosen. */
  nobody: boolean
  plan: PackRunPlan | undefined
  refusal: string | undefined
}

/** The button of a pack run; it repeats the number of queries and hosts. */
export function packRunWords({ pack_id, nobody, plan, refusal }: PackState): RunWords {
  if (pack_id === null) return { label: 'Choose a pack', refusal: 'Choose a pack first' }
  if (nobody) return { label: 'Choose hosts', refusal: 'Choose teams, labels or hosts first' }
  if (refusal !== undefined) return { label: 'Cannot run', refusal }
  if (!plan) return { label: 'Counting hosts', refusal: 'The hosts are being counted' }
  if (plan.queries.length === 0)
    return { label: 'No query to run', refusal: 'No query of the pack can be asked' }
  const words = hostWords(plan.hosts.total, plan.hosts.online)
  if (words.refusal !== undefined) return words
  return {
    label: words.label.replace(/^Run on/, `Run ${formatNoun(plan.queries.length, 'query')} on`),
  }
}

/** What pressing Run does with a pack, in one line. */
export function packSentence(plan: PackRunPlan | undefined, limits: LiveLimits): string {
  if (!plan) return 'Nothing is sent before you run it.'
  const { total, online } = plan.hosts
  const asks = plan.queries.reduce((sum, { hosts }) => sum + hosts, 0)
  const first = `${formatNoun(plan.queries.length, 'query')}, ${formatNoun(asks, 'question')} in all, two at each check-in`
  return `${first}. ${happeningSentence({ total, online, limits })}`
}

/** "1,040 hosts = 912 online + 128 offline". */
export function ownSentence({ total, online, offline }: PackRunPlan['hosts']): string {
  const sum = `${formatCount(online)} online + ${formatCount(offline)} offline`
  return `${formatNoun(total, 'host')} = ${sum}`
}
