import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useReducer, useState } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { type DraftContent, draftContent, draftReducer, openDraft } from '@/lib/client/pack-draft'
import { moveQueries } from '@/lib/client/pack-draft-queries'
import { QueryTable } from './query-grid-table'
import { intervalText, platformsOf, readInterval, withPlatform } from './query-grid-words'
import { useQueryGrid } from './use-query-grid'

// jsdom lays nothing out, so no row would be in view: here the first forty are.
vi.mock('@tanstack/react-virtual', () => ({
  defaultRangeExtractor: () => [],
  useVirtualizer: ({ count }: { count: number }) => ({
    getVirtualItems: () =>
      Array.from({ length: Math.min(count, 40) }, (_, index) => ({ index, start: index * 36 })),
    scrollToIndex: () => undefined,
  }),
}))

afterEach(cleanup)

function contentWith(count: number): DraftContent {
  const queries = Array.from({ length: count }, (_, at) => ({
    ...{ id: at + 1, name: `query_${at + 1}`, query_id: null, query: 'SELECT 1', interval: 3600 },
    ...{ snapshot: false, removed: true, denylist: true, disabled: false, platform: '' },
    ...{ version: '', shard: null, description: '', value: '' },
  }))
  return draftContent(
    { name: 'Pack', description: '', tags: [] },
    {
      ...{ platform: '', version: '', shard: null, discovery: [], disabled: false },
      ...{ label_match: 'any', label_ids: [], host_ids: [], team_ids: [] },
      ...{ exclude_label_ids: [], exclude_host_ids: [], queries },
    },
  )
}

let now: DraftContent
let editSql = 0

function Table({ count }: { count: number }) {
  const [state, dispatch] = useReducer(draftReducer, count, (size) =>
    openDraft({ revision: 1, content: contentWith(size) }),
  )
  const [openId, setOpenId] = useState<number | undefined>(1)
  now = state.content
  const change = (apply: (content: DraftContent) => DraftContent) =>
    dispatch({ type: 'change', change: apply, at: 0 })
  const grid = useQueryGrid({
    ...{ shown: now.queries, content: now, change, writable: true, openId, onOpen: setOpenId },
    onEditSql: () => {
      editSql += 1
    },
  })
  return (
    <QueryTable
      grid={grid}
      shown={now.queries}
      total={count}
      wordOf={() => 'ok:ok'}
      openId={openId}
      movable
      onMove={(id, over) => change((old) => moveQueries(old, new Set([id]), over))}
    />
  )
}

const cell = (text: string) => screen.getByText(text, { exact: true })
const names = () => now.queries.map(({ name }) => name).join(' ')

test('Enter edits, Tab keeps and goes on through the row, Esc gives up', async () => {
  const user = userEvent.setup()
  render(<Table count={3} />)
  await user.click(cell('query_1'))
  await user.keyboard('{Enter}')
  expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Name' }))
  await user.keyboard('people{Tab}')
  expect(now.queries[0]?.name).toBe('people')
  await user.keyboard('15 min{Tab}')
  expect(now.queries[0]?.interval).toBe(900)
  expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Mode' }))
  await user.selectOptions(screen.getByRole('combobox', { name: 'Mode' }), 'snapshot')
  await user.keyboard('{Tab}w{Enter}')
  expect(now.queries[0]).toMatchObject({ snapshot: true, platform: 'darwin,linux' })
  await user.keyboard('{Home}{ArrowRight}{F2}nobody{Escape}')
  expect(now.queries[0]?.name).toBe('people')
})

test('Tab after the last cell goes on in the next query, Shift Tab goes back', async () => {
  const user = userEvent.setup()
  render(<Table count={3} />)
  await user.click(cell('query_1'))
  await user.keyboard('e{Tab}{Tab}{Tab}{Tab}')
  expect(screen.getByDisplayValue('query_2')).toBe(document.activeElement)
  await user.keyboard('{Shift>}{Tab}{/Shift}')
  expect(screen.getAllByRole('group', { name: /Platforms/ })).toHaveLength(1)
})

test('what is no interval is not taken', async () => {
  const user = userEvent.setup()
  render(<Table count={1} />)
  await user.click(cell('1 h'))
  await user.keyboard('{Enter}soon')
  expect(screen.getByRole('textbox').getAttribute('aria-invalid')).toBe('true')
  await user.keyboard('{Enter}')
  expect(now.queries[0]?.interval).toBe(3600)
})

test('x selects, Shift extends, an edit of the selection and Delete reach all of it', async () => {
  const user = userEvent.setup()
  render(<Table count={5} />)
  await user.click(cell('query_2'))
  await user.keyboard('xjj{Shift>}X{/Shift}')
  const selected = () =>
    screen.getAllByRole('row').filter((row) => row.getAttribute('aria-selected') === 'true')
  expect(selected()).toHaveLength(3)
  await user.keyboard('{Alt>}{ArrowDown}{/Alt}')
  expect(names()).toBe('query_1 query_5 query_2 query_3 query_4')
  await user.keyboard('{Delete}')
  expect(names()).toBe('query_1 query_5')
  expect(selected()).toHaveLength(0)
})

test('n adds a query at the end, with its name being written', async () => {
  const user = userEvent.setup()
  render(<Table count={2} />)
  await user.click(cell('query_1'))
  await user.keyboard('n')
  await user.keyboard('listening{Enter}')
  expect(names()).toBe('query_1 query_2 listening')
})

test('Enter on the state leads to the SQL', async () => {
  const user = userEvent.setup()
  render(<Table count={1} />)
  await user.click(cell('query_1'))
  await user.keyboard('{End}{Enter}')
  expect(editSql).toBe(1)
})

test('of 500 queries only those in view are drawn, and the table tells of them all', async () => {
  const user = userEvent.setup()
  render(<Table count={500} />)
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('501')
  await user.click(cell('query_3'))
  await user.keyboard('{Enter}renamed{Enter}')
  expect(now.queries[2]?.name).toBe('renamed')
  expect(now.queries).toHaveLength(500)
})

test('intervals and platforms are written and read alike', () => {
  for (const seconds of [1, 59, 60, 90, 900, 3600, 5400, 86_400, 604_800])
    expect(readInterval(intervalText(seconds))).toBe(seconds)
  expect(['1h', '15m', '2 days', '900'].map(readInterval)).toEqual([3600, 900, 172_800, 900])
  expect(['', 'soon', '0', '8 d', '1.5 s', '5 x'].map(readInterval)).toEqual(
    Array.from({ length: 6 }, () => undefined),
  )
  expect(platformsOf('posix')).toEqual(['darwin', 'linux'])
  expect(platformsOf('ubuntu')).toBeUndefined()
  expect(withPlatform('', 'windows', false)).toBe('darwin,linux')
  expect(withPlatform('darwin', 'darwin', false)).toBe('darwin')
})
