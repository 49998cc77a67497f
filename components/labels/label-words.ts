// Labels in words: their kind, how far the last evaluation came, who relies on them, what a preview says.
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Label, LabelCoverage, LabelMade, LabelPreview, LabelUsers } from '@/lib/wire/labels'

export type LabelKind = 'builtin' | 'sql' | 'manual'

export const kindWords: Record<LabelKind, string> = {
  builtin: 'built in',
  sql: 'by SQL',
  manual: 'by hand',
}

export function kindOf(label: Pick<Label, 'label_type' | 'label_membership_type'>): LabelKind {
  if (label.label_type === 'builtin') return 'builtin'
  return label.label_membership_type === 'manual' ? 'manual' : 'sql'
}

const list = (parts: string[]) => new Intl.ListFormat('en-GB').format(parts)

/** "evaluated on 2,871 of 3,104; 176 offline, 41 missing and 16 new are due at their next check-in" */
export function coverageSentence(coverage: LabelCoverage): string {
  const { hosts, evaluated, online, offline, missing, new: fresh } = coverage
  const done = `Evaluated on ${formatCount(evaluated)} of ${formatNoun(hosts, 'host')}`
  const due = [
    [online, 'online'],
    [offline, 'offline'],
    [missing, 'missing'],
    [fresh, 'new'],
  ] as const
  const lacking = due.filter(([count]) => count > 0)
  if (lacking.length === 0) return `${done}.`
  const one = lacking.reduce((sum, [count]) => sum + count, 0) === 1
  const words = list(lacking.map(([count, what]) => `${formatCount(count)} ${what}`))
  return `${done}; ${words} ${one ? 'is' : 'are'} due at ${one ? 'its' : 'their'} next check-in.`
}

/** "2 packs, 1 rollout"; empty when nobody does. */
export function usedBySentence(label: Label): string {
  const { packs, hidden_packs, rollouts, target_sets, other_target_sets } = label
  const sets = target_sets.length + other_target_sets
  const parts = [
    [packs.length + hidden_packs, 'pack'],
    [rollouts.length, 'rollout'],
    [sets, 'saved set'],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, noun]) => formatNoun(count, noun))
    .join(', ')
}

export const isUsed = (users: LabelUsers): boolean =>
  users.packs.length +
    users.hidden_packs +
    users.rollouts.length +
    users.target_sets.length +
    users.other_target_sets >
  0

/** "would lose 208 hosts", "would gain 12 hosts" */
export function lossSentence({ lost, gained }: LabelUsers['packs'][number]): string {
  const parts = [
    ...(lost > 0 ? [`lose ${formatNoun(lost, 'host')}`] : []),
    ...(gained > 0 ? [`gain ${formatNoun(gained, 'host')}`] : []),
  ]
  return parts.length === 0 ? 'would lose no host now' : `would ${parts.join(' and ')}`
}

/** "12 of 20 hosts would be members." */
export function previewSentence(preview: LabelPreview): string {
  const { asked, answered, members, failed, online } = preview
  if (asked === 0)
    return online === 0
      ? 'No host of these platforms is online, so nobody could be asked.'
      : 'None of the chosen hosts is online.'
  const silent = asked - answered
  const notes = [
    ...(failed - silent > 0 ? [`${formatNoun(failed - silent, 'host')} failed`] : []),
    ...(silent > 0 ? [`${formatNoun(silent, 'host')} gave no answer`] : []),
  ]
  const of = `of ${formatNoun(asked, 'host')} asked`
  const verb = members === 1 ? 'would be a member' : 'would be members'
  return `${formatCount(members)} ${of} ${verb}${notes.length > 0 ? `; ${list(notes)}` : ''}.`
}

/** Against what is stored: "3 join, 1 leaves". Empty where that is not known or nothing moves. */
export function movesSentence({ hosts }: LabelPreview): string {
  const judged = hosts.filter(({ member, was_member }) => member !== null && was_member !== null)
  const joins = judged.filter(({ member, was_member }) => member && !was_member).length
  const leaves = judged.filter(({ member, was_member }) => !member && was_member).length
  if (judged.length === 0) return ''
  if (joins + leaves === 0) return 'None of them joins or leaves.'
  const parts = [
    ...(joins > 0 ? [`${formatCount(joins)} ${joins === 1 ? 'joins' : 'join'}`] : []),
    ...(leaves > 0 ? [`${formatCount(leaves)} ${leaves === 1 ? 'leaves' : 'leave'}`] : []),
  ]
  return `Of them ${parts.join(', ')}.`
}

/** What a change of the SQL does, as sentences. */
export function changeEffects(label: Label): string[] {
  const used = usedBySentence(label)
  return [
    `Every host is asked again, online ones at their next check-in. ${formatNoun(label.count, 'member')} now; each keeps its verdict until it has answered.`,
    used === ''
      ? 'Nothing uses the label.'
      : `${used} ${/^1 \w+$/.test(used) ? 'follows' : 'follow'} the new members as they come.`,
  ]
}

const shown = 5

/** "2 unknown: a, b. 1 means several hosts: c (2)." Empty when every identifier was one host. */
export function pastedSentence({ unknown, ambiguous }: Pick<LabelMade, 'unknown' | 'ambiguous'>) {
  const some = (names: string[]) =>
    names.slice(0, shown).join(', ') +
    (names.length > shown ? ` and ${formatCount(names.length - shown)} more` : '')
  const several = ambiguous.map(({ identifier, hosts }) => `${identifier} (${hosts})`)
  return [
    ...(unknown.length > 0 ? [`${formatCount(unknown.length)} unknown: ${some(unknown)}.`] : []),
    ...(several.length > 0
      ? [`${formatCount(several.length)} of several hosts, not added: ${some(several)}.`]
      : []),
  ].join(' ')
}
