import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { StateBar, sumInWords } from './state-bar'
import { campaignParts } from './state-words'

afterEach(cleanup)

const parts = campaignParts({
  answered: 812,
  failed: 9,
  denylisted: 3,
  too_large: 1,
  sent: 17,
  waiting: 58,
  expired: 0,
  cancelled: 0,
})

test('the sum names every part in the fixed order, zeros included', () => {
  expect(sumInWords(parts, 900)).toBe(
    '900 = 812 answered + 9 failed + 3 denylisted + 1 too large + 17 sent + 58 waiting + 0 expired + 0 cancelled',
  )
})

test('each part is a button that filters, and pressing it again lets go', async () => {
  const select = vi.fn()
  const bar = render(<StateBar parts={parts} total={900} noun="hosts" onSelect={select} />)
  await userEvent.click(screen.getByRole('button', { name: '58 waiting, filter' }))
  expect(select).toHaveBeenLastCalledWith('waiting')
  bar.rerender(
    <StateBar parts={parts} total={900} noun="hosts" selected="waiting" onSelect={select} />,
  )
  await userEvent.click(screen.getByRole('button', { name: '58 waiting, filter' }))
  expect(select).toHaveBeenLastCalledWith(undefined)
})

test('only parts that are not zero are drawn, none when they do not add up', () => {
  const { container, rerender } = render(<StateBar parts={parts} total={900} noun="hosts" />)
  expect(container.querySelectorAll('[data-state]')).toHaveLength(6)
  rerender(<StateBar parts={parts} total={901} noun="hosts" />)
  expect(container.querySelectorAll('[data-state]')).toHaveLength(0)
  expect(screen.getByText(/do not add up/)).toBeTruthy()
})
