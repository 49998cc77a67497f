import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { Campaign } from '@/lib/wire/campaigns'
import { Selected } from '@/lib/wire/targets'
import { AgainDialog } from './again-dialog'

const push = vi.fn()
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }))

const counts = {
  ...{ targeted: 20, waiting: 0, sent: 0, answered: 11, failed: 4, denylisted: 2, too_large: 0 },
  ...{ expired: 3, cancelled: 0, rows: 9 },
}

const campaign = Campaign.parse({
  ...{ id: 58, query_id: null, query: 'SELECT 1', sql: 'SELECT 1', template: null, parameters: [] },
  ...{ name: '', status: 'expired', reason: null, guard: {}, holding: false, again_of: null },
  ...{ rows_capped: false, run_id: null, destinations: [], user_id: 1, user: null },
  targets: Selected.parse({}),
  ...{ include_offline: true, newcomers: false, late_answers: 'keep', counts },
  created_at: '2026-03-14T14:00:00Z',
  expires_at: '2026-03-14T14:10:00Z',
  ended_at: '2026-03-14T14:10:00Z',
})

const sent: { path: string; body: unknown }[] = []
const stale = {
  message: 'Prove who you are',
  errors: [{ name: 'password', reason: 'your sign-in is older than 15 minutes' }],
  uuid: 'u',
}

beforeEach(() => {
  sent.length = 0
  push.mockClear()
  const replies = [
    Response.json(stale, { status: 403 }),
    Response.json({}),
    Response.json({
      campaign_id: 59,
      campaign: {
        ...campaign,
        Metrics: {
          ...{ TotalHosts: 7, OnlineHosts: 7, OfflineHosts: 0, MissingInActionHosts: 0 },
          NewHosts: 0,
        },
      },
    }),
  ]
  vi.stubGlobal('fetch', async (path: string, init: { body: string }) => {
    sent.push({ path, body: JSON.parse(init.body) })
    return replies.shift()
  })
})

test('the states chosen are asked again by their number, with a password where the sign-in is old', {
  timeout: 30_000,
}, async () => {
  render(<AgainDialog campaign={campaign} counts={counts} open onOpenChange={() => undefined} />)
  expect(screen.getByRole('alertdialog', { name: 'Ask 9 hosts of #58 again?' })).toBeDefined()
  fireEvent.click(screen.getByRole('checkbox', { name: '2 denylisted' }))
  expect(screen.getByText('7 = 4 failed + 3 expired')).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Ask 7 hosts' }))
  const password = await screen.findByLabelText(/password/i, {}, { timeout: 10_000 })
  fireEvent.change(password, { target: { value: 'correct horse' } })
  fireEvent.click(screen.getByRole('button', { name: 'Ask 7 hosts' }))
  const soon = { timeout: 10_000 }
  await waitFor(() => expect(push).toHaveBeenCalledWith('/campaigns/59'), soon)
  const again = { states: ['failed', 'expired', 'cancelled'], confirm: 7 }
  expect(sent).toEqual([
    { path: '/api/v1/fleet/campaigns/58/again', body: again },
    { path: '/api/v1/fleet/sessions/prove', body: { password: 'correct horse' } },
    { path: '/api/v1/fleet/campaigns/58/again', body: again },
  ])
})
