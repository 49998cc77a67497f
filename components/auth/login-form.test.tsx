import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { LoginForm } from '@/components/auth/login-form'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function answering(error: string): void {
  vi.stubGlobal('fetch', async (path: string) =>
    path === '/api/auth/csrf'
      ? Response.json({ csrfToken: 'x' })
      : Response.json({ url: `/login?error=${encodeURIComponent(error)}` }, { status: 401 }),
  )
}

async function submitted() {
  render(<LoginForm returnTo="/" />)
  await userEvent.type(screen.getByLabelText('E-mail'), 'ada@example.com')
  await userEvent.type(screen.getByLabelText('Password'), 'wrong')
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
}

test('a refusal names neither the address nor the password as the wrong one', async () => {
  answering('refused')
  await submitted()
  expect(await screen.findByText('The e-mail address or password is wrong.')).toBeDefined()
})

test('while throttled the button counts down and cannot be pressed', async () => {
  answering('throttled:42')
  await submitted()
  const button = await screen.findByRole('button', { name: /Try again in 4[12] s/ })
  expect(button.getAttribute('aria-disabled')).toBe('true')
})

test('a server that is away is a sentence on the page', async () => {
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('Failed to fetch')
  })
  await submitted()
  expect(await screen.findByText(/cannot sign anybody in right now/)).toBeDefined()
})
