// The agents' paths: every alias of the contract, as one exact map. Nothing here redirects: an agent
// follows a redirect with its node key in hand.

export type AgentEndpoint =
  | 'enroll'
  | 'config'
  | 'log'
  | 'distributed_read'
  | 'distributed_write'
  | 'carve_begin'
  | 'carve_block'

const bases = ['/api/osquery', '/api/v1/osquery']

const endpoints: [string, AgentEndpoint][] = [
  ['/enroll', 'enroll'],
  ['/config', 'config'],
  ['/log', 'log'],
  ['/distributed/read', 'distributed_read'],
  ['/read', 'distributed_read'],
  ['/distributed/write', 'distributed_write'],
  ['/write', 'distributed_write'],
  ['/carve/begin', 'carve_begin'],
  ['/carve/block', 'carve_block'],
]

/** Every path an agent may post to, each with and without a trailing slash. */
export const agentPaths: ReadonlyMap<string, AgentEndpoint> = new Map(
  bases.flatMap((base) =>
    endpoints.flatMap(([path, endpoint]): [string, AgentEndpoint][] => [
      [`${base}${path}`, endpoint],
      [`${base}${path}/`, endpoint],
    ]),
  ),
)

/** The path of a request target, without the query. */
export function pathOf(target: string): string {
  const end = target.indexOf('?')
  const path = end === -1 ? target : target.slice(0, end)
  return path.startsWith('/') ? path : path.replace(/^https?:\/\/[^/]*/i, '') || '/'
}

/** Whether a path belongs to agents, known or not, so that its replies speak their dialect. */
export function isAgentPath(path: string): boolean {
  return bases.some((base) => path === base || path.startsWith(`${base}/`))
}

/**
 * The target of a request as Next may see it, or null when it may not: Next answers a path that does
 * not decode with HTML and one with `//` or a backslash with a redirect.
 */
export function cleanTarget(target: string): string | null {
  const local = target.replace(/^https?:\/\/[^/?]*(?=[/?]|$)/i, '')
  const path = pathOf(local)
  if (!path.startsWith('/') || path.includes('//') || path.includes('\\')) return null
  try {
    decodeURIComponent(path)
  } catch {
    return null
  }
  return local.startsWith('/') ? local : `/${local}`
}
