import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Destination } from '@/lib/wire/destinations'
import { DestinationSettings } from './destination-edit'
import { DestinationLetters } from './destination-letters'
import { DestinationNew } from './destination-new'
import { useDestinationDraft } from './use-destination-draft'

const stored: Destination = {
  ...{ id: 7, name: 'Receiver', kind: 'http', enabled: true, when_full: 'block', state: 'well' },
  config: {
    ...{ url: 'https://a.example/x', headers: {}, batch_lines: 1000, batch_bytes: 1_048_576 },
    ...{ format: 'ndjson', timeout_seconds: 10 },
  },
  secrets: [{ name: 'signing_key', set_at: '2026-03-03T10:00:00Z' }],
  filter: { packs: null, log_types: ['result', 'snapshot', 'status'], live: false },
  ...{ lag_lines: 0, lag_seconds: 0, delivered: 9, delivered_per_minute: [], retries: 0 },
  ...{ dead_letters: 2, shed: 0, last_error: null, last_event: null, held_until: null },
  ...{ created_at: '2026-03-03T10:00:00Z', updated_at: '2026-03-03T10:00:00Z' },
}

const letters = [
  { id: 12, key: 'k12', reason: 'mapping conflict', replaying: false },
  { id: 11, key: 'k11', reason: 'mapping conflict', replaying: true },
].map((letter) => ({
  ...{ at: '2026-03-03T10:00:00Z', kind: 'result', pack: 'p', query: 'q', host: null },
  ...{ sample: '{"name":"q"}', ...letter },
}))

type Sent = { method: string; path: string; body: Record<string, unknown> | undefined }
const sent: Sent[] = []
let trial = { ok: true, message: '', ms: 3 }

function answer(path: string): unknown {
  if (path.endsWith('/test')) return trial
  if (path.endsWith('/preview')) return { lines_a_day: 1200 }
  if (path.endsWith('/replay')) return { lines: 1, at_least: false }
  if (path.includes('/dead_letters')) return { dead_letters: letters, count: 2, next_cursor: null }
  return { destination: stored }
}

beforeEach(() => {
  sent.length = 0
  trial = { ok: true, message: '', ms: 3 }
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
    sent.push({ method: init.method ?? 'GET', path, body })
    return Response.json(answer(path))
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const written = (method: string, path: string) =>
  sent.find((each) => each.method === method && each.path === path)?.body
const button = (name: string | RegExp) => screen.getByRole('button', { name })
const isOff = (name: string) => button(name).getAttribute('aria-disabled') === 'true'

test('a new one is switched on only after it took a test event of exactly these settings', async () => {
  const made = vi.fn()
  render(<DestinationNew packs={[]} onSaved={made} />)
  expect(isOff('Send a test event')).toBe(true)
  await userEvent.type(screen.getByRole('textbox', { name: 'File' }), 'a.ndjson')
  expect(isOff('Switch it on')).toBe(true)
  await userEvent.click(button('Send a test event'))
  await screen.findByText(/The test event was taken in 3 ms/)
  expect(isOff('Switch it on')).toBe(false)
  await userEvent.type(screen.getByRole('textbox', { name: 'File' }), 'x')
  expect(isOff('Switch it on')).toBe(true)
  await userEvent.click(button('Send a test event'))
  await waitFor(() => expect(isOff('Switch it on')).toBe(false))
  await userEvent.click(button('Switch it on'))
  await waitFor(() => expect(made).toHaveBeenCalledWith(stored))
  expect(written('POST', '/api/v1/fleet/destinations')).toMatchObject({
    ...{ kind: 'file', name: 'File', enabled: true, config: { path: 'a.ndjsonx' } },
  })
})

test('a test that failed says why and lets it be kept switched off only', async () => {
  trial = { ok: false, message: '10.0.0.1 is a private address (DESTINATION_ALLOW)', ms: 0 }
  render(<DestinationNew packs={[]} onSaved={() => undefined} />)
  await userEvent.click(screen.getByRole('radio', { name: /^HTTP/ }))
  await userEvent.type(screen.getByRole('textbox', { name: 'Address' }), 'https://10.0.0.1')
  await userEvent.click(button('Send a test event'))
  await screen.findByText(/10.0.0.1 is a private address/)
  expect(isOff('Switch it on')).toBe(true)
  await userEvent.click(button('Keep it switched off'))
  await waitFor(() =>
    expect(written('POST', '/api/v1/fleet/destinations')).toMatchObject({ enabled: false }),
  )
})

test('how many lines a day a filter lets through is told as it is set', async () => {
  render(<DestinationNew packs={[{ id: 3, name: 'p' }]} onSaved={() => undefined} />)
  await screen.findByText('1,200 lines a day, as of the last 24 h.')
  await userEvent.click(screen.getByRole('checkbox', { name: 'Status logs' }))
  await waitFor(() =>
    expect(sent.filter(({ path }) => path.endsWith('/preview')).at(-1)?.body).toEqual({
      filter: { packs: null, log_types: ['result', 'snapshot'], live: false },
    }),
  )
})

const Settings = () => <DestinationSettings state={useDestinationDraft(stored, () => undefined)} />

test('a secret that is set is never drawn, and saving something else does not touch it', async () => {
  render(<Settings />)
  expect(screen.queryByLabelText(/^Signing key/)).toBeNull()
  expect(screen.getByText('Signing key')).toBeDefined()
  await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), ' 2')
  await userEvent.click(button('Save'))
  await waitFor(() =>
    expect(written('PATCH', '/api/v1/fleet/destinations/7')).toMatchObject({
      ...{ name: 'Receiver 2', secrets: {}, config: stored.config },
    }),
  )
})

test('a secret is replaced by typing another, and taken away only on purpose', async () => {
  render(<Settings />)
  await userEvent.click(button('Replace Signing key'))
  await userEvent.type(screen.getByLabelText(/^Signing key/), 'new')
  await userEvent.click(button('Save'))
  await waitFor(() =>
    expect(written('PATCH', '/api/v1/fleet/destinations/7')?.secrets).toEqual({
      signing_key: 'new',
    }),
  )
  cleanup()
  sent.length = 0
  render(<Settings />)
  await userEvent.click(button('Take away Signing key'))
  await userEvent.click(button('Save'))
  await waitFor(() =>
    expect(written('PATCH', '/api/v1/fleet/destinations/7')?.secrets).toEqual({
      signing_key: null,
    }),
  )
})

test('one dead letter is replayed by its id, all of them without ids and after a question', async () => {
  render(<DestinationLetters destination={stored} onChanged={() => undefined} />)
  await screen.findByText('on its way again')
  await userEvent.click(button('Replay k12'))
  const path = '/api/v1/fleet/destinations/7/replay'
  await waitFor(() => expect(written('POST', path)).toEqual({ dead_letters: true, ids: [12] }))
  sent.length = 0
  await userEvent.click(button('Replay 2'))
  expect(written('POST', path)).toBeUndefined()
  const dialog = await screen.findByRole('alertdialog')
  expect(dialog.textContent).toContain('Replay 2 dead letters to Receiver?')
  await userEvent.click(screen.getAllByRole('button', { name: 'Replay 2' }).at(-1) ?? dialog)
  await waitFor(() => expect(written('POST', path)).toEqual({ dead_letters: true }))
})

test('a reason stands at its field, and one that no field shows stands in words', async () => {
  const errors = [
    { name: 'config.url', reason: 'must be a URL' },
    { name: 'config.elsewhere', reason: 'is not known' },
  ]
  const uuid = '0b9d8a9e-8f1d-4a52-9d36-6a5f0a6f9a11'
  vi.stubGlobal('fetch', async () =>
    Response.json({ message: 'Validation failed', errors, uuid }, { status: 422 }),
  )
  render(<Settings />)
  await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), ' 2')
  await userEvent.click(button('Save'))
  expect(await screen.findByText('must be a URL')).toBeDefined()
  expect(screen.getByRole('alert').textContent).toBe('config.elsewhere is not known')
})
