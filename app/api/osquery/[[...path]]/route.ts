// Agents under plain `next start`; server.ts answers these paths before Next does. Every method is
// here because Next's own refusals are empty, and an empty reply makes an agent drop its data.
import { agentRoute } from '@/lib/http/agent-route'

export const dynamic = 'force-dynamic'
export const GET = agentRoute
export const HEAD = agentRoute
export const POST = agentRoute
export const PUT = agentRoute
export const PATCH = agentRoute
export const DELETE = agentRoute
export const OPTIONS = agentRoute
