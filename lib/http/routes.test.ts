// The access table on one page: every API path with its methods and the action each asks. A route
// that is missing from the snapshot, or that answers a method outside a door, fails here.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closeDatabase, sql } from '@/lib/store/db'
import { testDatabase } from '@/lib/testing/database'
import { call, person } from '@/lib/testing/people'

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

/** What may not leave without an entry in the audit trail, and so not when none can be written. */
const auditedExports = /(activities|fleet\/results)\.(csv|ndjson)\//

test('S45: no GET writes but to the audit trail: each answers from a database that takes no writes', async () => {
  const database = await testDatabase()
  try {
    const admin = await person()
    await call(await getOf('fleet/me/route.ts'), { token: admin.token })
    await sql(
      'people',
      `ALTER DATABASE "${new URL(database.url).pathname.slice(1)}"
                           SET default_transaction_read_only = on`,
    )
    await closeDatabase()
    await expect(sql('people', "UPDATE users SET name = 'x'")).rejects.toThrow(/read-only/)
    for (const file of routeFiles()) {
      const get = await getOf(file)
      if (actionOf(get) === 'refused') continue
      const params = { id: '1', query_id: '1', identifier: 'web-01' }
      const named = Object.entries(params).filter(([name]) => file.includes(`[${name}]`))
      const request = new Request('http://localhost:3000/api/v1/x', {
        headers: { authorization: `Bearer ${admin.token}` },
      })
      const reply = await get(request, { params: Promise.resolve(Object.fromEntries(named)) })
      const expected = auditedExports.test(file) ? [503] : [200, 404, 422]
      expect([file, reply.status]).toEqual([file, expect.toBeOneOf(expected)])
      await reply.body?.cancel()
    }
  } finally {
    await database.stop()
  }
})

type Get = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>

async function getOf(file: string): Promise<Get> {
  const { GET }: { GET: Get } = await import(join(api, file))
  return GET
}
