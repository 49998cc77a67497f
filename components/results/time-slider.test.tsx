import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { tickAfter, tickBars } from './tick-words'
import { TimeSlider } from './time-slider'

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const from = Date.UTC(2026, 2, 10)
const hour = 3_600_000
const to = from + 100 * hour
const ticks = [10, 40, 70].map((hours) => ({ at: from + hours * hour, hosts: 1, changes: 2 }))

function draw(at: number | undefined) {
  const onChange = vi.fn()
  const look = vi.fn()
  const before = { look, busy: false, isFirst: false }
  render(<TimeSlider {...{ at, from, to, ticks, onChange, before }} />)
  return { onChange, look }
}

test('buttons step from change to change, and back to now', async () => {
  const { onChange, look } = draw(from + 50 * hour)
  await userEvent.click(screen.getByRole('button', { name: 'The change before' }))
  expect(look).toHaveBeenLastCalledWith(from + 50 * hour)
  await userEvent.click(screen.getByRole('button', { name: 'The next change' }))
  expect(onChange).toHaveBeenLastCalledWith(from + 70 * hour)
  await userEvent.click(screen.getByRole('button', { name: 'Now' }))
  expect(onChange).toHaveBeenLastCalledWith(undefined)
})

test('what is dragged is taken once it stands still, the right end is now', () => {
  vi.useFakeTimers()
  const { onChange } = draw(from + 50 * hour)
  const slider = screen.getByRole('slider', { name: 'As of' })
  fireEvent.change(slider, { target: { value: String(from + 20 * hour) } })
  fireEvent.change(slider, { target: { value: String(from + 30 * hour) } })
  expect(onChange).not.toHaveBeenCalled()
  act(() => vi.advanceTimersByTime(1_000))
  expect(onChange).toHaveBeenCalledExactlyOnceWith(from + 30 * hour)
  fireEvent.change(slider, { target: { value: String(to) } })
  act(() => vi.advanceTimersByTime(1_000))
  expect(onChange).toHaveBeenLastCalledWith(undefined)
})

test('the next change is after a moment, never at it', () => {
  expect(tickAfter(ticks, from + 40 * hour)?.at).toBe(from + 70 * hour)
  expect(tickAfter(ticks, from + 70 * hour)).toBeUndefined()
})

test('bars of changes add up to all of them, the last moment too', () => {
  const iso = (at: number) => new Date(at).toISOString()
  const reply = {
    ticks: [...ticks, { at: to, hosts: 1, changes: 5 }].map((tick) => ({
      ...tick,
      at: iso(tick.at),
    })),
    ...{ from: iso(from), to: iso(to), at_least: false, read_to: iso(from) },
  }
  const { bars } = tickBars(reply)
  expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(11)
  expect(bars.at(-1)?.count).toBe(5)
})
