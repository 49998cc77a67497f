import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SignInChoice } from './sign-in-choice'

const asked: { path: string; body: string }[] = []
let answer: () => Response

beforeEach(() => {
  asked.length = 0
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    asked.push({ path, body: String(init?.body ?? '') })
    return path === '/api/auth/csrf' ? Response.json({ csrfToken: 'token' }) : answer()
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const open = (enforced: boolean, failed?: string) =>
  render(<SignInChoice returnTo="/hosts" signOn={{ name: 'Heron', enforced }} failed={failed} />)

test('where sign-on is enforced the password form waits behind a button', () => {
  open(true)
  expect(screen.queryByLabelText('E-mail')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Administrator: use a password' }))
  expect(screen.getByLabelText('E-mail')).not.toBeNull()
})

test('a refusal is one sentence with the number that the server gave it', async () => {
  const uuid = '0f6bd6f4-0000-4000-8000-000000000000'
  answer = () =>
    Response.json(
      { message: 'The provider cannot be used right now', errors: [], uuid },
      { status: 503 },
    )
  open(false)
  fireEvent.click(screen.getByRole('button', { name: 'Sign in with Heron' }))
  expect(await screen.findByText('The provider cannot be used right now')).not.toBeNull()
  expect(screen.getByText(uuid)).not.toBeNull()
  const sent = new URLSearchParams(asked.at(-1)?.body)
  expect(Object.fromEntries(sent)).toEqual({
    csrfToken: 'token',
    purpose: 'sign_in',
    return_to: '/hosts',
  })
})

test('a sign-in that failed at the provider says so without a reason', () => {
  open(false, 'number-7')
  expect(screen.getByText(/did not sign you in here/)).not.toBeNull()
  expect(screen.getByText('number-7')).not.toBeNull()
})
