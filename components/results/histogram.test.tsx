import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { Histogram } from './histogram'
import { axisTop, type Bars, chosenStretch, countWords } from './histogram-words'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const step = 900_000
const start = Date.UTC(2026, 2, 14, 13)
const all: Bars = {
  bars: [0, 24, 7, 0].map((count, index) => ({ at: start + index * step, count })),
  step,
  noun: 'line',
}

function draw(onZoom = vi.fn()) {
  render(
    <Histogram title="31 lines" label="Lines over time" all={all} busy={false} onZoom={onZoom} />,
  )
  return { onZoom, plot: screen.getByRole('slider') }
}

test('arrow keys walk the bars, Shift extends, Enter zooms to exactly those', async () => {
  const { onZoom, plot } = draw()
  expect(plot.getAttribute('aria-valuetext')).toMatch(/^4 parts, most in .*: 24 lines\.$/)
  plot.focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}')
  expect(plot.getAttribute('aria-valuetext')).toMatch(/: 24 lines$/)
  await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}')
  expect(plot.getAttribute('aria-valuetext')).toMatch(/: 31 lines$/)
  await userEvent.keyboard('{Enter}')
  expect(onZoom).toHaveBeenCalledExactlyOnceWith({ from: start + step, to: start + 3 * step })
})

test('Escape lets go of what was chosen, and Enter then does nothing', async () => {
  const { onZoom, plot } = draw()
  plot.focus()
  await userEvent.keyboard('{End}{Escape}{Enter}')
  expect(onZoom).not.toHaveBeenCalled()
})

test('dragging over bars zooms to them in either direction', () => {
  const { onZoom, plot } = draw()
  plot.getBoundingClientRect = () => new DOMRect(0, 0, 400, 80)
  fireEvent.pointerDown(plot, { clientX: 250, button: 0 })
  fireEvent.pointerMove(plot, { clientX: 110 })
  fireEvent.pointerUp(plot, { clientX: 110 })
  expect(onZoom).toHaveBeenCalledExactlyOnceWith({ from: start + step, to: start + 3 * step })
})

test('the table says the same numbers, newest first, and leads to each part', async () => {
  const { onZoom } = draw()
  await userEvent.click(screen.getByRole('button', { name: 'As table' }))
  const rows = screen.getAllByRole('row').slice(1)
  expect(rows.map((row) => row.lastElementChild?.textContent)).toEqual(['7', '24'])
  await userEvent.click(screen.getAllByRole('button', { name: /to/ }).at(-1) ?? document.body)
  expect(onZoom).toHaveBeenCalledWith({ from: start + step, to: start + 2 * step })
})

test('the axis begins at zero and ends at a round number that no bar passes', () => {
  expect(axisTop([{ at: 0, count: 0 }])).toBe(1)
  expect(axisTop([{ at: 0, count: 24 }])).toBe(40)
  expect(axisTop([{ at: 0, count: 1_000 }])).toBe(1_000)
  expect(chosenStretch(all, 3, 1)).toEqual({ from: start + step, to: start + 4 * step })
})

test('a count that stopped early says at least', () => {
  expect(countWords({ value: 10_000, at_least: true }, 'line')).toBe('at least 10,000 lines')
  expect(countWords({ value: 1, at_least: false }, 'line')).toBe('1 line')
})
