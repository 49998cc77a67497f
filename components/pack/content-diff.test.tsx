import { render, screen, within } from '@testing-library/react'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PackDiff } from '@/lib/wire/pack-diff'
import { ContentDiff } from './content-diff'
import { changeNote, effectsOf } from './diff-words'
import { sqlDiffPieces } from './sql-diff'

const nothing: PackDiff = {
  fields: [],
  targets: [],
  queries: { added: [], removed: [], changed: [] },
  reordered: false,
}
const changed = (more: object): PackDiff => ({
  ...nothing,
  queries: {
    ...nothing.queries,
    changed: [{ name: 'usb', id: 7, snapshot: false, fields: [], ...more }],
  },
})
const textsOf = (diff: PackDiff) => effectsOf(diff).map(({ text }) => text)

test('fields, SQL by token, targets by name and the effects on agents are told', () => {
  const diff: PackDiff = {
    ...changed({
      renamed_from: 'usb_devices',
      fields: [
        { field: 'query', from: 'SELECT vendor FROM usb', to: 'SELECT model FROM usb' },
        { field: 'interval', from: 3600, to: 900 },
      ],
    }),
    fields: [{ field: 'disabled', from: true, to: false }],
    targets: [{ kind: 'label', exclude: true, gained: [3], lost: [9] }],
  }
  const { container } = render(<ContentDiff diff={diff} names={{ 3: 'Kiosks' }} />)
  expect(container.textContent).toContain('3600 s→900 s, 4 × the runs')
  expect(screen.getByText('vendor').tagName).toBe('DEL')
  expect(screen.getByText('model').tagName).toBe('INS')
  const targets = screen.getByText('Targets').parentElement ?? container
  expect(within(targets).getByText('added')).toBeDefined()
  expect(targets.textContent).toContain('excluded label Kiosks')
  expect(targets.textContent).toContain('excluded label label 9')
  expect(screen.getByText('renamed: reports all rows as added again')).toBeDefined()
})

test('no difference says so instead of drawing nothing', () => {
  render(<ContentDiff diff={nothing} names={{}} />)
  expect(screen.getByText('No difference.')).toBeDefined()
})

test('only what reports by difference starts anew when it is renamed or its SQL changes', () => {
  expect(textsOf(changed({ renamed_from: 'a', snapshot: true }))).toEqual([
    'renamed: reports under the new name',
  ])
  const sql = { field: 'query', from: 'SELECT 1', to: 'SELECT 2' }
  expect(textsOf(changed({ snapshot: true, fields: [sql] }))).toEqual([])
  expect(textsOf(changed({ fields: [sql] }))[0]).toContain('new SQL')
  const mode = { field: 'snapshot', from: true, to: false }
  expect(textsOf(changed({ fields: [sql, mode] }))).toEqual([
    'from now on differential: reports all rows as added once',
  ])
})

test('runs are told as a factor, fewer ones too', () => {
  const note = (from: number, to: number) => changeNote({ field: 'interval', from, to })
  expect([note(3600, 900), note(900, 3600), note(60, 50)]).toEqual([
    '4 × the runs',
    '0.25 × the runs',
    '1.2 × the runs',
  ])
})

test('the pieces of a diff of SQL are the older text and the newer', () => {
  const sql = fc
    .array(fc.constantFrom('SELECT', ' ', '\n', 'a', ',', 'users', "'x'"))
    .map((list) => list.join(''))
  fc.assert(
    fc.property(sql, sql, (from, to) => {
      const pieces = sqlDiffPieces(from, to)
      const join = (kind: string) =>
        pieces
          .filter((piece) => piece.kind !== kind)
          .map(({ text }) => text)
          .join('')
      expect(join('new')).toBe(from)
      expect(join('gone')).toBe(to)
    }),
  )
})
