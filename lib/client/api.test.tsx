import { afterEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { ApiFailure, api } from './api'
import { formatDuration, formatRelative } from './format'

afterEach(() => vi.unstubAllGlobals())

const answer = (status: number, body: string) =>
  vi.stubGlobal('fetch', async () => new Response(body, { status }))
const caught = async () => api(z.object({ id: z.number() }), '/x').catch((error: unknown) => error)

test('a refusal keeps its message, its fields and its request id', async () => {
  answer(422, '{"message":"Bad","errors":[{"name":"sql","reason":"empty"}],"uuid":"u-1"}')
  const failure = await caught()
  expect(failure).toBeInstanceOf(ApiFailure)
  expect(failure).toMatchObject({ status: 422, message: 'Bad', uuid: 'u-1' })
  expect(failure instanceof ApiFailure && failure.reason('sql')).toBe('empty')
})

test('a reply of another shape, or none at all, is a failure too', async () => {
  answer(200, '{"id":"one"}')
  expect(await caught()).toMatchObject({ status: 200 })
  answer(502, '<html>')
  expect(await caught()).toMatchObject({ status: 502, uuid: '' })
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('failed')))
  expect(await caught()).toMatchObject({ status: 0 })
})

test('times read as people say them, and as a date after a day', () => {
  const now = Date.UTC(2026, 2, 14, 14, 0, 0)
  expect(formatRelative(now - 190_000, now, 'UTC')).toBe('3 min ago')
  expect(formatRelative(now + 6000, now, 'UTC')).toBe('in 6 s')
  expect(formatRelative(now - 30 * 3_600_000, now, 'UTC')).toBe('13 Mar')
  expect(formatDuration(7500)).toBe('2 h 5 min')
})
