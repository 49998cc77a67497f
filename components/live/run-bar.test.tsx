import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RunBar } from './run-bar'
import { type Runnable, useRun } from './use-run'

const push = vi.fn()
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }))

type Sent = { path: string; key: string | undefined; body: Record<string, unknown> }
const sent: Sent[] = []
let reply: (path: string) => Promise<Response>

const started = () => Response.json({ campaign_id: 58 })
const refused = (status: number, name: string, reason: string) =>
  Response.json(
    {
      message: 'Refused',
      errors: [{ name, reason }],
      uuid: '0b9d8a9e-8f1d-4a52-9d36-6a5f0a6f9a11',
    },
    { status },
  )

beforeEach(() => {
  sent.length = 0
  push.mockReset()
  reply = async () => started()
  vi.stubGlobal('fetch', async (path: string, init: { headers: HeadersInit; body: string }) => {
    const key = new Headers(init.headers).get('idempotency-key') ?? undefined
    sent.push({ path, key, body: JSON.parse(init.body) })
    return reply(path)
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const runPath = '/api/v1/fleet/queries/run'
const runnable: Runnable = {
  words: { label: 'Run on 900 hosts' },
  path: runPath,
  body: { query: 'SELECT 1' },
  total: 900,
  all: false,
  needs: { needed: false, hosts: 900, password: false },
  sentence: 'What will happen.',
  pathOf: () => '/campaigns/58',
}

function Bar({ change = {} }: { change?: Partial<Runnable> }) {
  const mine = { ...runnable, ...change }
  const run = useRun(mine, { viewerId: 1, confirmAbove: 500, onRefused: () => undefined })
  return (
    <RunBar runnable={mine} run={run} link="/live" full={undefined} onClosed={() => undefined} />
  )
}

const press = () => userEvent.click(screen.getByRole('button', { name: /^Run on 900 hosts/ }))
const inDialog = () => screen.findByRole('alertdialog')
/** The button of the dialog, which becomes another element once it may be pressed. */
const go = async () => {
  const button = within(await inDialog()).getByRole('button', { name: 'Run on 900 hosts' })
  await userEvent.click(button)
}

test('a double click sends one request', async () => {
  render(<Bar />)
  await userEvent.dblClick(screen.getByRole('button', { name: /^Run on 900 hosts/ }))
  await waitFor(() => expect(push).toHaveBeenCalledWith('/campaigns/58'))
  expect(sent).toHaveLength(1)
})

test('after a lost reply the same request carries the same key', async () => {
  reply = () => Promise.reject(new TypeError('gone'))
  render(<Bar />)
  await press()
  expect((await screen.findByRole('alert')).textContent).toContain('not carried out twice')
  reply = async () => started()
  await press()
  await waitFor(() => expect(push).toHaveBeenCalledTimes(1))
  expect(sent).toHaveLength(2)
  expect(sent[0]?.key).toMatch(/^[0-9a-f]{32}$/)
  expect(sent[1]?.key).toBe(sent[0]?.key)
})

test('another question carries another key', async () => {
  reply = async () => refused(422, 'query', 'line 1')
  const { rerender } = render(<Bar />)
  await press()
  await screen.findByRole('alert')
  rerender(<Bar change={{ body: { query: 'SELECT 2' } }} />)
  await press()
  await waitFor(() => expect(sent).toHaveLength(2))
  expect(sent[1]?.key).not.toBe(sent[0]?.key)
})

test('many hosts are run only with the number typed and the password proved first', async () => {
  render(<Bar change={{ needs: { needed: true, hosts: 900, password: true } }} />)
  await press()
  await inDialog()
  await userEvent.type(screen.getByLabelText('Type 900 to confirm'), '900')
  await go()
  expect(sent).toEqual([])
  await userEvent.type(screen.getByLabelText('Your password'), 'wrong')
  reply = async () => refused(422, 'password', 'is wrong')
  await go()
  expect(await screen.findByText('This is not your password')).toBeDefined()
  expect(sent.map(({ path }) => path)).toEqual(['/api/v1/fleet/sessions/prove'])
  reply = async (path) => (path === runPath ? started() : Response.json({}))
  await go()
  await waitFor(() => expect(push).toHaveBeenCalledTimes(1))
  expect(sent.at(-1)).toMatchObject({ path: runPath, body: { query: 'SELECT 1', confirm: 900 } })
})

test('a server that asks for more than the page knew opens the question it needs', async () => {
  reply = async () => refused(403, 'password', 'give your password again')
  render(<Bar />)
  await press()
  await inDialog()
  expect(screen.getByLabelText('Your password')).toBeDefined()
  expect(screen.getByLabelText('Type 900 to confirm')).toBeDefined()
})
