import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SqlReport, SqlValidation } from '@/lib/wire/sql'
import { browserCheck } from './sql-checker'
import { blankReport, useSqlCheck } from './use-sql-check'

vi.mock('./sql-checker', () => ({ browserCheck: vi.fn() }))

const saying = (message: string): SqlReport => ({
  ...blankReport,
  errors: [{ message, line: 1, column: 1 }],
})
const asked: SqlValidation[] = []
let reply: (body: SqlValidation) => Promise<Response>

beforeEach(() => {
  asked.length = 0
  reply = async ({ query }) => Response.json(saying(`server: ${query}`))
  vi.mocked(browserCheck).mockImplementation(async ({ query }) => saying(`browser: ${query}`))
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    const parsed: SqlValidation = JSON.parse(body)
    asked.push(parsed)
    return reply(parsed)
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const check = (sql: string) =>
  renderHook(({ text }) => useSqlCheck(text, ['linux']), { initialProps: { text: sql } })

test('the browser speaks at once, and the server’s word then takes its place', async () => {
  const { result } = check('select 1')
  expect(result.current.state).toBe('checking')
  await waitFor(() => expect(result.current.by).toBe('browser'))
  expect(result.current).toMatchObject({ state: 'checked', about: 'select 1' })
  await waitFor(() => expect(result.current.by).toBe('server'))
  expect(result.current.report.errors[0]?.message).toBe('server: select 1')
  expect(asked).toEqual([{ query: 'select 1', platforms: ['linux'] }])
})

test('a list of platforms made anew at each drawing asks nothing anew', async () => {
  const { result, rerender } = check('select 1')
  await waitFor(() => expect(result.current.by).toBe('server'))
  for (let drawn = 0; drawn < 5; drawn++) rerender({ text: 'select 1' })
  await act(async () => undefined)
  expect(asked).toHaveLength(1)
  expect(result.current.by).toBe('server')
})

test('a server that is away leaves the browser’s answer, and says so', async () => {
  reply = async () => {
    throw new TypeError('offline')
  }
  const { result } = check('select 1')
  await waitFor(() => expect(result.current.failure).toBeDefined())
  expect(result.current).toMatchObject({ state: 'checked', by: 'browser' })
})

test('without a checker in the browser the server alone answers', async () => {
  vi.mocked(browserCheck).mockResolvedValue(undefined)
  const { result } = check('select 1')
  await waitFor(() => expect(result.current.by).toBe('server'))
})

test('an answer about an older text is never taken for one about the new', async () => {
  const { result, rerender } = check('select 1')
  await waitFor(() => expect(result.current.by).toBe('server'))
  vi.mocked(browserCheck).mockReturnValue(new Promise(() => undefined))
  rerender({ text: 'select 2' })
  expect(result.current).toMatchObject({ state: 'checking', about: 'select 1', by: 'nobody' })
  await waitFor(() => expect(result.current.about).toBe('select 2'))
})

test('an empty text is not asked about', () => {
  const { result } = check('  ')
  expect(result.current).toMatchObject({ state: 'checked', by: 'nobody', report: blankReport })
  expect(vi.mocked(browserCheck)).not.toHaveBeenCalledWith(expect.objectContaining({ query: '  ' }))
})
