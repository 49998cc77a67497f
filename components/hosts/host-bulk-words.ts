// What an act on hosts says before it is done: verb, object, number, and what each host gains or loses.
import { formatCount, formatNoun } from '@/lib/client/format'
import type { HostBulkReply, HostDeed, PackChange } from '@/lib/wire/host-bulk'

export type Asked = {
  action: HostDeed
  /** The one host's name, or undefined for several. */
  name: string | undefined
  chosen: number
  /** The label or the team by name; undefined until it is chosen. */
  object: string | undefined
  /** The counts; undefined while they are read. */
  effect: HostBulkReply | undefined
}

const whatOf = ({ name, chosen, effect }: Asked) =>
  name ?? formatNoun(effect?.changed ?? chosen, 'host')

export function bulkTitle(asked: Asked): string {
  const what = whatOf(asked)
  const { object } = asked
  const titles: Record<HostDeed, string> = {
    label: object ? `Add ${what} to ${object}?` : `Add ${what} to a label?`,
    unlabel: object ? `Take ${what} out of ${object}?` : `Take ${what} out of a label?`,
    transfer: object ? `Transfer ${what} to ${object}?` : `Transfer ${what}?`,
    refetch: `Read the vitals of ${what} again?`,
    delete: `Delete ${what}?`,
  }
  return titles[asked.action]
}

export function bulkGo(asked: Asked): string {
  const what = formatNoun(asked.effect?.changed ?? asked.chosen, 'host')
  const verbs: Record<HostDeed, string> = {
    label: 'Add',
    unlabel: 'Take out',
    transfer: 'Transfer',
    refetch: 'Refetch',
    delete: 'Delete',
  }
  return `${verbs[asked.action]} ${what}`
}

export function bulkKeep({ action, chosen }: Asked): string {
  const one = chosen === 1
  const keeps: Record<HostDeed, string> = {
    label: 'Leave the labels',
    unlabel: 'Leave the labels',
    transfer: one ? 'Keep the team' : 'Keep the teams',
    refetch: one ? 'Leave it' : 'Leave them',
    delete: one ? 'Keep the host' : 'Keep the hosts',
  }
  return keeps[action]
}

const namesShown = 4

/** "2 packs: Base, Disks on 12 of them" */
function packsInWords(packs: readonly PackChange[], changed: number): string {
  const shown = packs
    .slice(0, namesShown)
    .map(({ name, hosts }) => (hosts === changed ? name : `${name} on ${formatCount(hosts)}`))
  const rest = packs.length - shown.length
  const list = rest > 0 ? [...shown, `${formatCount(rest)} more`] : shown
  return `${formatNoun(packs.length, 'pack')}: ${list.join(', ')}`
}

function packSentence({ changed, packs_gained, packs_lost }: HostBulkReply): string {
  const one = changed === 1
  const gain = one ? 'gains' : 'gain'
  const lose = one ? 'loses' : 'lose'
  const gained = packs_gained.length > 0 && `${gain} ${packsInWords(packs_gained, changed)}`
  const lost = packs_lost.length > 0 && `${lose} ${packsInWords(packs_lost, changed)}`
  const whom = one ? 'It' : 'They'
  if (!gained && !lost) return 'No pack starts or stops by it.'
  return `${whom} ${[gained, lost].filter(Boolean).join('; ')}.`
}

function whenSentence({ online, offline }: HostBulkReply): string {
  if (offline === 0) return `All ${formatCount(online)} are online: at their next refresh.`
  if (online === 0) return 'None is online: it holds when they return.'
  return `${formatCount(online)} online at their next refresh, ${formatCount(offline)} when they return.`
}

function deletionSentences(effect: HostBulkReply): string[] {
  const { changed, results, results_at_least, campaigns } = effect
  const [its, it] = changed === 1 ? ['its', 'it'] : ['their', 'them']
  const lines = `${results_at_least ? 'More than ' : ''}${formatNoun(results, 'result line')}`
  return [
    `${lines}, ${its} status lines, memberships and keys go with ${it}. Campaigns keep their counts.`,
    ...(campaigns > 0
      ? [
          `${formatNoun(campaigns, 'open campaign')} no longer ${campaigns === 1 ? 'waits' : 'wait'} for ${it}.`,
        ]
      : []),
    'An agent that still runs is told to enrol anew and returns as another host.',
  ]
}

/** The effects as sentences. */
export function bulkEffect({ action, chosen, effect }: Asked): string[] {
  if (!effect) return ['Counting what changes.']
  if (effect.changed === 0) return ['Nothing to do: all of them are as asked already.']
  const left =
    effect.unchanged > 0
      ? [`${formatCount(effect.unchanged)} of the ${formatCount(chosen)} are as asked already.`]
      : []
  if (action === 'delete') return [...deletionSentences(effect), ...left]
  if (action === 'refetch') {
    const { online, offline } = effect
    return [
      offline === 0
        ? 'They are asked at their next check-in.'
        : `${formatCount(online)} are asked at their next check-in, ${formatCount(offline)} when they return.`,
    ]
  }
  return [packSentence(effect), whenSentence(effect), ...left]
}

/** "12 hosts are now in Servers". */
export function bulkDone(asked: Asked): string {
  const what = whatOf(asked)
  const are = asked.name !== undefined || asked.effect?.changed === 1 ? 'is' : 'are'
  const done: Record<HostDeed, string> = {
    label: `${what} ${are} in ${asked.object}`,
    unlabel: `${what} ${are} out of ${asked.object}`,
    transfer: `${what} ${are} now in ${asked.object}`,
    refetch: `${what} ${are} asked for vitals at the next check-in`,
    delete: `${what} ${are} deleted`,
  }
  return done[asked.action]
}
