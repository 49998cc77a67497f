import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { ExplainedStep } from '@/lib/wire/host-explanations'
import { Ladder } from './why-ladder'

afterEach(cleanup)

const steps: ExplainedStep[] = [
  { rule: 'enabled', outcome: 'passed', detail: 'the pack is on' },
  {
    rule: 'target',
    outcome: 'failed',
    detail: 'in none of Finance',
    labels: [
      {
        ...{ id: 1, name: 'Finance', member: false },
        ...{ since: '2026-03-12T08:00:00.000Z', evaluated_at: null, error: 'no such table: x' },
      },
    ],
  },
  { rule: 'exclude', outcome: 'failed', detail: 'excluded by Kiosks' },
]

test('only the first rule that fails is marked, with what is known of its labels', () => {
  render(<Ladder steps={steps} label="Rules" />)
  const marked = screen.getAllByRole('listitem', { current: 'step' })
  expect(marked).toHaveLength(1)
  expect(marked[0]?.textContent).toContain('in none of Finance')
  expect(marked[0]?.textContent).toContain('no member since')
  expect(marked[0]?.textContent).toContain('no such table: x')
})
