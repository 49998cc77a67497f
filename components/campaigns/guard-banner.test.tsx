import { fireEvent, render, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { GuardBanner } from './guard-banner'
import type { GuardNotice } from './guard-words'

function shown(notice: GuardNotice, refusal?: string) {
  const take = vi.fn()
  const onStop = vi.fn()
  const acts = { busy: false, error: undefined, clear: () => undefined, take }
  render(<GuardBanner notice={notice} acts={acts} refusal={refusal} onStop={onStop} />)
  return { take, onStop }
}

test('a canary that is done offers the release by its number of hosts, and the stop', () => {
  const { take, onStop } = shown({ kind: 'canary_waits', text: 'Canary: done.', release: 875 })
  fireEvent.click(screen.getByRole('button', { name: 'Release to 875 hosts' }))
  expect(take).toHaveBeenCalledWith('release')
  fireEvent.click(screen.getByRole('button', { name: 'Stop' }))
  expect(onStop).toHaveBeenCalledOnce()
})

test('a rail that paused offers to resume', () => {
  const { take } = shown({ kind: 'paused', text: 'Paused: error share 7 % over 2 %.' })
  fireEvent.click(screen.getByRole('button', { name: 'Resume' }))
  expect(take).toHaveBeenCalledWith('resume')
})

test('whoever may not decide reads why, and nothing happens', () => {
  const { take } = shown(
    { kind: 'canary_broke', text: 'Canary: x.', release: 3 },
    'Needs maintainer',
  )
  const button = screen.getByRole('button', { name: 'Release anyway to 3 hosts' })
  const reason = document.getElementById(button.getAttribute('aria-describedby') ?? '')
  expect(reason?.textContent).toBe('Needs maintainer')
  fireEvent.click(button)
  expect(take).not.toHaveBeenCalled()
})
