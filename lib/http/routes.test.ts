// The access table on one page: every API path with its methods and the action each asks. A route
// that is missing from the snapshot, or that answers a method outside a door, fails here.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const api = join(import.meta.dirname, '../../app/api/[version]')

function routeFiles(): string[] {
  return readdirSync(api, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('route.ts'))
    .sort()
}

function actionOf(handler: unknown): string {
  if (typeof handler !== 'function') return 'missing'
  if ('action' in handler) return String(handler.action)
  return handler.length === 0 ? 'refused' : 'outside a door'
}

test('every route and method has a door and an action, and refuses the other methods', async () => {
  const lines: string[] = []
  for (const file of routeFiles()) {
    const route: Record<string, unknown> = await import(join(api, file))
    const actions = methods.map((method) => [method, actionOf(route[method])] as const)
    const faults = actions.filter(
      ([, action]) => action === 'missing' || action === 'outside a door',
    )
    expect(faults, file).toEqual([])
    for (const [method, action] of actions)
      if (action !== 'refused') lines.push(`${method} /${file.replace('/route.ts', '')} ${action}`)
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('routes.snapshot.txt')
})
