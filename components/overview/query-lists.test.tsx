import { render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { ExpensiveList, SilentList } from './query-lists'

afterEach(() => vi.unstubAllGlobals())

/** The server's answer to every request. */
const answer = (body: object) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(JSON.stringify(body))),
  )

const percentiles = { p50: 8, p95: 31 }
const expensive = {
  ...{ pack_id: 4, pack: 'Workstations', pack_query_id: 9, name: 'file_hashes' },
  ...{ interval: 600, hosts: 40, wall_ms: percentiles, cpu_ms: percentiles },
  ...{ agent_seconds_per_day: 2_600, agent_seconds_per_day_p95: 65, class: 'minimal' },
}
const silent = {
  ...{ pack_id: 4, pack: 'Workstations', pack_query_id: 7, name: 'listening' },
  ...{ expected: 40, reporting: 28, silent: 12, since: null },
}

test('an expensive query is told with its figures and leads to its health', async () => {
  answer({ queries: [expensive] })
  render(<ExpensiveList />)
  const link = await screen.findByRole('link', { name: 'file_hashes' })
  expect(link).toHaveProperty('search', '?tab=health&health=9')
  expect(screen.getByText(/Workstations, 40 hosts, 8 ms a run, p95/)).toBeTruthy()
  expect(screen.getByText(/65 s a day, heavy/)).toBeTruthy()
})

test('a silent query says on how many of its hosts, and when it was never heard', async () => {
  answer({ queries: [silent], as_of: null })
  render(<SilentList />)
  expect(await screen.findByText(/silent on 12 of 40 hosts/)).toBeTruthy()
  expect(screen.getByText('never heard')).toBeTruthy()
})

test('nothing silent is said in words, and is no empty card', async () => {
  answer({ queries: [], as_of: null })
  render(<SilentList />)
  expect(await screen.findByText('Every query that is due is heard of')).toBeTruthy()
})
