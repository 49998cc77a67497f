// Whether a host runs a pack or query, in one word and one reason.
import type { Tone } from '@/components/ui/state-words'
import type { ExplainedPack, ExplainedStep } from '@/lib/wire/host-explanations'

export type Judged = { scheduled: boolean; steps: readonly ExplainedStep[] }

export type WhyWord = { tone: Tone; word: string; reason: string | undefined }

/** "runs", "agent skips it" when the agent is expected not to, "does not run" with the first rule. */
export function whyWord({ scheduled, steps }: Judged, above?: Judged): WhyWord {
  if (above && !above.scheduled)
    return { tone: 'offline', word: 'does not run', reason: 'see above' }
  if (!scheduled) {
    const failed = steps.find(({ outcome }) => outcome === 'failed')
    return { tone: 'offline', word: 'does not run', reason: failed?.detail }
  }
  const declined = [...(above?.steps ?? []), ...steps].find(({ expected }) => expected === false)
  if (declined) return { tone: 'warn', word: 'agent skips it', reason: declined.detail }
  return { tone: 'ok', word: 'runs', reason: undefined }
}

type Query = ExplainedPack['queries'][number]

/** The queries of a pack that the text finds; all of them when it finds the pack's own name. */
function foundQueries(pack: ExplainedPack, text: string): readonly Query[] {
  if (text === '' || pack.name.toLowerCase().includes(text)) return pack.queries
  return pack.queries.filter(({ name }) => name.toLowerCase().includes(text))
}

/** Packs that the text finds by their name or a query's. */
export function foundPacks(packs: readonly ExplainedPack[], text: string) {
  return packs
    .map((pack) => ({ pack, queries: foundQueries(pack, text) }))
    .filter(
      ({ pack, queries }) =>
        text === '' || queries.length > 0 || pack.name.toLowerCase().includes(text),
    )
}

const tabOfRule: Readonly<Record<string, string>> = {
  team: 'targets',
  target: 'targets',
  exclude: 'targets',
  sample: 'targets',
  rollout: 'rollout',
  revision: 'revisions',
  platform: 'settings',
  version: 'settings',
  discovery: 'settings',
}

/** Where the pack says what decided: the tab of the rule that failed, else its queries. */
export function packPlace({ pack_id, steps }: Pick<ExplainedPack, 'pack_id' | 'steps'>): string {
  const failed = steps.find(({ outcome }) => outcome === 'failed')
  const tab = failed && tabOfRule[failed.rule]
  return tab ? `/packs/${pack_id}?tab=${tab}` : `/packs/${pack_id}`
}

/** The query open in its pack. */
export function queryPlace(packId: number, name: string): string {
  return `/packs/${packId}?${new URLSearchParams({ query: name })}`
}
