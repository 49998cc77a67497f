import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { ConfirmDialog, isTypedCount } from './confirm-dialog'

afterEach(cleanup)

test('the count is taken with or without grouping, and nothing else is', () => {
  for (const typed of ['3104', '3,104', ' 3 104 ']) expect(isTypedCount(typed, 3104)).toBe(true)
  for (const typed of ['', '310', '31040', 'all']) expect(isTypedCount(typed, 3104)).toBe(false)
  expect(isTypedCount('', 0)).toBe(false)
})

test('above 500 hosts nothing happens until the number is typed', async () => {
  const confirm = vi.fn()
  render(
    <ConfirmDialog
      open
      onOpenChange={() => undefined}
      title="Stop #58?"
      keepLabel="Keep running"
      goLabel="Stop"
      hosts={3104}
      onConfirm={confirm}
    >
      Effects
    </ConfirmDialog>,
  )
  await userEvent.click(screen.getByRole('button', { name: 'Stop' }))
  expect(confirm).not.toHaveBeenCalled()
  await userEvent.type(screen.getByRole('textbox'), '3,104')
  await userEvent.click(screen.getByRole('button', { name: 'Stop' }))
  expect(confirm).toHaveBeenCalledTimes(1)
})
