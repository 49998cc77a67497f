import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import type { SqlReport } from '@/lib/wire/sql'
import { findingsOf } from './check-findings'
import { Findings } from './findings'
import { PlatformLine } from './platform-line'

afterEach(cleanup)

const fix = { title: 'Use usb_devices', from: 33, to: 43, text: 'usb_devices' }
const report: SqlReport = {
  valid: false,
  errors: [{ message: 'no such table: usb_device', line: 2, column: 6, length: 10, fix }],
  tables: [],
  platforms: { darwin: true, linux: true, windows: false },
  absent: { darwin: [], linux: [], windows: [{ kind: 'table', name: 'usb_devices' }] },
  warnings: [{ code: 'no_common_platform', message: 'No platform has all of these' }],
}

test('each finding leads to its place and offers its one-click fix', async () => {
  const onGo = vi.fn()
  const onFix = vi.fn()
  render(<Findings findings={findingsOf(report)} onGo={onGo} onFix={onFix} />)
  const [first, second] = within(screen.getByRole('list', { name: 'Problems' })).getAllByRole(
    'listitem',
  )
  expect(first?.textContent).toContain('Line 2, column 6: no such table: usb_device')
  expect(within(first ?? document.body).getByRole('img', { name: 'Error' })).toBeDefined()
  expect(within(second ?? document.body).getByRole('img', { name: 'Warning' })).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: /no such table/ }))
  expect(onGo).toHaveBeenCalledWith({ line: 2, column: 6 })
  await userEvent.click(screen.getByRole('button', { name: 'Use usb_devices' }))
  expect(onFix).toHaveBeenCalledWith(fix)
})

test('what cannot be changed is not offered to be mended', () => {
  render(<Findings findings={findingsOf(report)} onGo={() => undefined} />)
  expect(screen.queryByRole('button', { name: 'Use usb_devices' })).toBeNull()
})

test('an unknown name blocks, unless extensions may bring it', () => {
  expect(findingsOf(report)[0]?.severity).toBe('error')
  expect(findingsOf(report, true)[0]).toMatchObject({
    severity: 'warning',
    message: expect.stringContaining('extension'),
  })
})

test('the line of platforms says yes, no table or no column, with hosts where they are known', () => {
  const hosts = { darwin: 512, linux: 87, windows: 441 }
  const { rerender } = render(
    <PlatformLine report={report} platforms={['darwin', 'windows']} hosts={hosts} />,
  )
  const words = () =>
    screen.getAllByRole('listitem').map((item) => item.textContent?.replace(/\s+/g, ' '))
  expect(words()).toEqual(['macOS512yes', 'Linux87yes, not targeted', 'Windows441no table'])
  const column = { kind: 'column' as const, name: 'processes.upid' }
  const lacks = { ...report, absent: { ...report.absent, windows: [column] } }
  rerender(<PlatformLine report={lacks} platforms={[]} />)
  expect(words()).toEqual(['macOSyes', 'Linuxyes', 'Windowsno column'])
})

test('a complaint that quotes a character which turns the text shows its code instead', () => {
  const errors = [{ message: 'near "\u202e": syntax error', line: 1, column: 1 }]
  expect(findingsOf({ errors, warnings: [] })[0]?.message).toBe('near "⟨U+202E⟩": syntax error')
})
