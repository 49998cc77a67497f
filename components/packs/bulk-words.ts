// What an act on packs says before it is done: verb, object and number, and what starts or stops where.
import { formatCount, formatNoun } from '@/lib/client/format'
import type { PackBulkReply } from '@/lib/wire/pack-listing'

export type BulkAction = 'enable' | 'disable' | 'delete'

export type Asked = {
  action: BulkAction
  /** The one pack's name, or undefined for several. */
  name: string | undefined
  /** How many were chosen. */
  chosen: number
  /** The counts; undefined while they are read. */
  effect: PackBulkReply | undefined
}

const verbs = {
  enable: { verb: 'Switch on', keep: 'Keep off', already: 'on', done: 'switched on' },
  disable: { verb: 'Switch off', keep: 'Keep on', already: 'off', done: 'switched off' },
  delete: { verb: 'Delete', keep: 'Keep', already: 'gone', done: 'deleted' },
}

const what = ({ name, chosen, effect }: Asked) =>
  name ?? formatNoun(effect?.changed ?? chosen, 'pack')

/** "1,040 hosts"; while they are counted, and where there is none, words. */
function hostsOf({ effect, chosen }: Asked): string {
  if (!effect) return chosen === 1 ? 'its hosts' : 'their hosts'
  return effect.hosts === 0 ? 'no host' : formatNoun(effect.hosts, 'host')
}

export function bulkTitle(asked: Asked): string {
  const { verb } = verbs[asked.action]
  if (asked.action !== 'delete') return `${verb} ${what(asked)} on ${hostsOf(asked)}?`
  const runsNowhere = asked.effect?.hosts === 0
  return `${verb} ${what(asked)}${runsNowhere ? '' : ` from ${hostsOf(asked)}`}?`
}

export function bulkGo(asked: Asked): string {
  const { verb } = verbs[asked.action]
  if (asked.action === 'delete') return asked.name ? 'Delete the pack' : `Delete ${what(asked)}`
  return asked.name ? `${verb} on ${hostsOf(asked)}` : `${verb} ${what(asked)} on ${hostsOf(asked)}`
}

export function bulkKeep({ action, name }: Asked): string {
  const { keep } = verbs[action]
  return action === 'delete' ? `${keep} the ${name ? 'pack' : 'packs'}` : keep
}

function whereInWords({ hosts, online, offline }: PackBulkReply): string {
  const at = online === 1 ? 'is online at its' : 'are online at their'
  const now = `on ${formatNoun(online, 'host')} that ${at} next refresh`
  if (hosts === 0) return 'on no host now'
  if (offline === 0) return now
  const back = `on ${formatCount(offline)} offline when ${offline === 1 ? 'it returns' : 'they return'}`
  return online === 0 ? back : `${now}, ${back}`
}

const after = {
  enable: 'Differential queries report all their rows as added at first.',
  disable:
    'Stored results stay. If it is off for more than a week, differential queries report everything as added again.',
  delete:
    'Stored results stay. The pack itself cannot be brought back; export it first if in doubt.',
}

const afterMany = {
  ...after,
  disable:
    'Stored results stay. If they are off for more than a week, differential queries report everything as added again.',
  delete:
    'Stored results stay. The packs themselves cannot be brought back; export them first if in doubt.',
}

/** The effects as sentences. */
export function bulkEffect({ action, name, chosen, effect }: Asked): string[] {
  if (!effect) return ['Counting the hosts.']
  const { changed, queries } = effect
  if (changed === 0) return [`Nothing to do: all of them are ${verbs[action].already} already.`]
  const move = action === 'enable' ? 'start' : 'stop'
  const moves = queries === 1 ? `${move}s` : move
  const left = chosen - changed
  const rest = `${formatCount(left)} of the ${formatCount(chosen)} ${left === 1 ? 'is' : 'are'} ${verbs[action].already} already and left alone.`
  return [
    `${formatNoun(queries, 'query')} ${moves}: ${whereInWords(effect)}.`,
    name === undefined ? afterMany[action] : after[action],
    ...(left > 0 ? [rest] : []),
  ]
}

/** "3 packs are switched off on 1,040 hosts". */
export function bulkDone(asked: Asked): string {
  const { done } = verbs[asked.action]
  const one = asked.name !== undefined || asked.effect?.changed === 1
  const where = asked.action === 'delete' ? '' : ` on ${hostsOf(asked)}`
  return `${what(asked)} ${one ? 'is' : 'are'} ${done}${where}`
}
