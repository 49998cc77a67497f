// Every route of the API by "METHOD /path", as the files of the app lay them out.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export const routesRoot = join(import.meta.dirname, '../../app/api/[version]')

type Handler = (
  request: Request,
  context: { params: Promise<unknown> },
) => Promise<Response> | Response

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** The handlers that do something, by name; methods that a path refuses are left out. */
export async function routeHandlers(): Promise<Map<string, Handler>> {
  const files = readdirSync(routesRoot, { recursive: true, encoding: 'utf8' })
  const handlers = new Map<string, Handler>()
  for (const file of files.filter((path) => path.endsWith('route.ts')).sort()) {
    const route: Record<string, Handler> = await import(join(routesRoot, file))
    for (const method of methods) {
      const handler = route[method]
      if (handler && 'action' in handler)
        handlers.set(`${method} /${file.replace('/route.ts', '')}`, handler)
    }
  }
  return handlers
}
