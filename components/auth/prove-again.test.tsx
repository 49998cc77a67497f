import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { announceSignOn } from '@/lib/client/sign-on'
import { ProofsProvider } from './proofs'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function ask(proofs: { password: boolean; sign_on: string | null }) {
  const confirmed = vi.fn()
  render(
    <ProofsProvider proofs={proofs}>
      <ConfirmDialog
        open
        onOpenChange={() => {}}
        title="Run on 3 hosts?"
        keepLabel="Do not run"
        goLabel="Run"
        onConfirm={confirmed}
        password
      >
        <p>3 hosts are asked.</p>
      </ConfirmDialog>
    </ProofsProvider>,
  )
  return confirmed
}

test('who has no password signs in again in a window of its own, and then goes on', async () => {
  const opened = vi.fn()
  vi.stubGlobal('open', opened)
  const confirmed = ask({ password: false, sign_on: 'Heron' })
  expect(screen.queryByLabelText('Your password')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Run' }))
  expect(confirmed).not.toHaveBeenCalled()
  fireEvent.click(screen.getByRole('button', { name: 'Sign in again with Heron' }))
  expect(opened.mock.calls[0]?.[0]).toBe('/login/again?for=prove')
  act(() => announceSignOn({ for: 'prove', failed: 'number-7' }))
  expect(await screen.findByText('number-7')).not.toBeNull()
  act(() => announceSignOn({ for: 'test', failed: '' }))
  act(() => announceSignOn({ for: 'prove', failed: '' }))
  expect(await screen.findByText('You signed in just now')).not.toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Run' }))
  expect(confirmed).toHaveBeenCalledWith({ password: '' })
})

test('who has a password may use either', () => {
  const confirmed = ask({ password: true, sign_on: 'Heron' })
  expect(screen.getByRole('button', { name: 'Or sign in again with Heron' })).not.toBeNull()
  fireEvent.change(screen.getByLabelText('Your password'), { target: { value: 'a heron' } })
  fireEvent.click(screen.getByRole('button', { name: 'Run' }))
  expect(confirmed).toHaveBeenCalledWith({ password: 'a heron' })
})
