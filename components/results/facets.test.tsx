import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import type { FacetsReply } from '@/lib/wire/result-facets'
import { FacetGroups } from './facets'

afterEach(cleanup)

const facets: FacetsReply = {
  facets: [
    {
      ...{ name: 'pack', more: 3, at_least: false },
      values: [
        { value: '4', id: 4, label: '<b>Base</b>', lines: 480 },
        { value: '0', label: '', lines: 2 },
      ],
    },
    {
      ...{ name: 'action', more: 0, at_least: true },
      values: [{ value: 'added', label: 'added', lines: 10_000 }],
    },
  ],
  at_least: true,
  read_to: null,
}

function draw(search: string) {
  const change = vi.fn()
  const onMore = vi.fn()
  render(
    <FacetGroups
      poll={{
        ...{ value: facets, readAt: 1, failure: undefined, loading: false },
        refresh: () => undefined,
      }}
      named={{ host: undefined, name: () => undefined }}
      params={new URLSearchParams(search)}
      change={change}
      onMore={onMore}
    />,
  )
  return { change, onMore }
}

test('a value filters, and pressed again lets go; names are text', async () => {
  const { change } = draw('action=added')
  await userEvent.click(screen.getByRole('button', { name: '<b>Base</b>, 480 lines' }))
  expect(change).toHaveBeenLastCalledWith({ pack_id: '4', row: undefined })
  const added = screen.getByRole('button', { name: 'added, at least 10,000 lines' })
  expect(added.getAttribute('aria-pressed')).toBe('true')
  await userEvent.click(added)
  expect(change).toHaveBeenLastCalledWith({ action: undefined, row: undefined })
})

test('lines of no known query have a value of their own', async () => {
  const { change } = draw('')
  await userEvent.click(screen.getByRole('button', { name: '(unknown query), 2 lines' }))
  expect(change).toHaveBeenLastCalledWith({ pack_id: '0', row: undefined })
})

test('what is filtered by stays in view though no line of it is left, and more can be asked for', async () => {
  const { onMore } = draw('pack_id=9')
  const pack = within(screen.getByRole('region', { name: 'Pack' }))
  expect(pack.getByRole('button', { name: '9, 0 lines' }).getAttribute('aria-pressed')).toBe('true')
  await userEvent.click(pack.getByRole('button', { name: '3 more' }))
  expect(onMore).toHaveBeenCalledOnce()
})
