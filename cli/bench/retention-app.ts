// Stands in for Next in a real server process without built pages: does at once, in the process that
// serves agents, what its clock does every half hour. Nothing else is served.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { keepPartitions } from '@/lib/domain/retention'

export default function next() {
  return { prepare: async () => {}, getRequestHandler: () => purge }
}

async function purge(_: IncomingMessage, res: ServerResponse): Promise<void> {
  await keepPartitions()
  res.writeHead(204).end()
}
