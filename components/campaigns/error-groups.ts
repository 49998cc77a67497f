// Errors of a campaign by message: how many hosts, which, and a sample that names them.
import type { HostOutcome, LiveView } from '@/lib/client/live-rows'

export type ErrorGroup = { message: string; hosts: readonly HostOutcome['host'][] }

/** The same message is one group; the group with the most hosts comes first. */
export function errorGroups({ outcomes }: Pick<LiveView, 'outcomes'>): ErrorGroup[] {
  const groups = new Map<string, HostOutcome['host'][]>()
  for (const { error, host } of outcomes) {
    if (error === undefined) continue
    const hosts = groups.get(error)
    if (hosts) hosts.push(host)
    else groups.set(error, [host])
  }
  return [...groups]
    .map(([message, hosts]) => ({ message, hosts }))
    .sort((a, b) => b.hosts.length - a.hosts.length || (a.message < b.message ? -1 : 1))
}
