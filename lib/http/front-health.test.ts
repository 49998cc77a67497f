import { expect, test } from 'vitest'
import { call, frontDoors, open } from '@/lib/testing/front-door'
import { lifecycle } from './lifecycle'

frontDoors()

test('R38: readiness tells database, schema and draining apart; liveness ignores them', async () => {
  let database = async (): Promise<unknown> => 1
  let current = true
  const health = {
    version: '1.2.3',
    database: () => database(),
    schemaCurrent: () => current,
    metricsToken: async () => false,
  }
  await open({ health })
  const ready = async () => {
    const response = await call('/readyz')
    return [response.status, (await response.json()).reasons]
  }
  expect(await ready()).toEqual([200, undefined])
  database = () => Promise.reject(new Error('down'))
  expect(await ready()).toEqual([503, ['database']])
  database = () => new Promise(() => undefined)
  const startedAt = performance.now()
  expect(await ready()).toEqual([503, ['database']])
  expect(performance.now() - startedAt).toBeLessThan(10_000)
  current = false
  database = async () => 1
  expect(await ready()).toEqual([503, ['schema']])
  lifecycle().phase = 'draining'
  expect(await ready()).toEqual([503, ['draining']])
  expect(await (await call('/healthz')).json()).toEqual({ status: 'ok' })
  expect(await (await call('/version')).json()).toEqual({ version: '1.2.3' })
})

test('metrics are for this machine or a token, and a proxy does not make strangers local', async () => {
  await open()
  expect(await (await call('/metrics')).text()).toContain('nodejs_eventloop_lag')
  const forwarded = { 'x-forwarded-for': '203.0.113.9' }
  expect((await call('/metrics', { headers: forwarded })).status).toBe(401)
  const bearer = (token: string) => ({ ...forwarded, authorization: `Bearer ${token}` })
  expect((await call('/metrics', { headers: bearer('wrong') })).status).toBe(401)
  expect((await call('/metrics', { headers: bearer('right') })).status).toBe(200)
})
