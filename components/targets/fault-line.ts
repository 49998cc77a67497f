// Which line of a selection leaves nobody: asked of the server, one line taken away at a time.
import type { Selected } from '@/lib/wire/targets'

export type TargetPart = 'teams' | 'labels' | 'hosts' | 'exclude'

const nobody = { hosts: [], labels: [] }

/** The selection without one of its lines; undefined where that line says nothing. */
function without(selected: Selected, part: TargetPart): Selected | undefined {
  if (part === 'exclude') {
    const { hosts, labels } = selected.exclude
    return hosts.length + labels.length > 0 ? { ...selected, exclude: nobody } : undefined
  }
  return selected[part].length > 0 ? { ...selected, [part]: [] } : undefined
}

const isEmpty = ({ all, hosts, labels, teams }: Selected) =>
  !all && hosts.length + labels.length + teams.length === 0

/**
 * The line whose absence would leave somebody, exclusions first. With one inclusive line only, that
 * line; undefined when no single line is at fault.
 */
export async function faultLine(
  selected: Selected,
  count: (selected: Selected) => Promise<number>,
): Promise<TargetPart | undefined> {
  for (const part of ['exclude', 'labels', 'teams', 'hosts'] as const) {
    const rest = without(selected, part)
    if (!rest) continue
    if (isEmpty(rest) || (await count(rest)) > 0) return part
  }
  return undefined
}

export const faultWords: Record<TargetPart, string> = {
  teams: 'No host is in these teams and in the rest of the choice',
  labels: 'No host has these labels and is in the rest of the choice',
  hosts: 'These hosts are gone, or not yours to ask',
  exclude: 'Everybody chosen above is left out here',
}
