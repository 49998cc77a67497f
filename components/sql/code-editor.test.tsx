import { EditorView } from '@codemirror/view'
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { createRef, useState } from 'react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { CodeEditor, type CodeEditorProps } from './code-editor'
import type { EditorHandle } from './editor-handle'

beforeAll(() => {
  // What jsdom does not lay out, CodeMirror asks all the same.
  const none = () => Object.assign([], { item: () => null })
  Object.assign(Range.prototype, {
    getClientRects: none,
    getBoundingClientRect: () => new DOMRect(),
  })
})
afterEach(cleanup)

const handle = createRef<EditorHandle>()
const nothing = () => undefined
const propsOf = (more: Partial<CodeEditorProps>): CodeEditorProps => ({
  ...{ label: 'SQL', value: 'select 1', onChange: nothing, findings: [], about: 'select 1' },
  ...{ describedBy: 'list', parameters: [], handle, onFormat: nothing, onSchema: nothing },
  ...{ readOnly: false, autoFocus: false, hint: '' },
  ...more,
})
const text = () => screen.getByRole('textbox', { name: 'SQL' }).textContent

test('a change is told at the latest on leaving the field', () => {
  const onChange = vi.fn()
  render(<CodeEditor {...propsOf({ onChange })} />)
  handle.current?.insert('2')
  expect(onChange).toHaveBeenLastCalledWith('2 select 1')
  fireEvent.blur(screen.getByRole('textbox', { name: 'SQL' }))
  expect(onChange).toHaveBeenCalledTimes(1)
})

test('a new text from outside replaces the old; an echo of what was told does not', () => {
  const { rerender } = render(<CodeEditor {...propsOf({})} />)
  rerender(<CodeEditor {...propsOf({ value: 'select 2' })} />)
  expect(text()).toBe('select 2')
  handle.current?.replace('select 3')
  rerender(<CodeEditor {...propsOf({ value: 'select 3' })} />)
  expect(text()).toBe('select 3')
})

test('what comes back of an earlier step does not undo what was typed since', () => {
  const { rerender } = render(<CodeEditor {...propsOf({})} />)
  handle.current?.replace('select 2')
  handle.current?.replace('select 23')
  rerender(<CodeEditor {...propsOf({ value: 'select 2' })} />)
  expect(text()).toBe('select 23')
  rerender(<CodeEditor {...propsOf({ value: 'select 23' })} />)
  expect(text()).toBe('select 23')
})

/** Owns one text, and lets it be put from outside as a reply to a save does. */
function Owned({ put }: { put: { current: (value: string) => void } }) {
  const [value, setValue] = useState('select 1')
  put.current = setValue
  return <CodeEditor {...propsOf({ value, onChange: setValue })} />
}

test('what is typed while a text arrives for the same owner stays, with him and on the page', () => {
  const put: { current: (value: string) => void } = { current: nothing }
  render(<Owned put={put} />)
  const field = screen.getByRole('textbox', { name: 'SQL' })
  const editor = EditorView.findFromDOM(field)
  act(() => editor?.dispatch({ changes: { from: 8, insert: '9' }, userEvent: 'input.type' }))
  act(() => put.current('select a'))
  expect(text()).toBe('select 19')
  act(() => put.current('select b'))
  expect(text()).toBe('select b')
})

test('a fix is applied to the text it is about, and to no other', () => {
  render(<CodeEditor {...propsOf({})} />)
  const fix = { title: 'Use 9', from: 7, to: 8, text: '9' }
  expect(handle.current?.apply(fix, 'select 1')).toBe(true)
  expect(text()).toBe('select 9')
  expect(handle.current?.apply(fix, 'select 1')).toBe(false)
})

test('a fix holds while one types on behind it, and not once its word has grown', () => {
  const fix = { title: 'Use 9', from: 7, to: 8, text: '9' }
  const { rerender } = render(<CodeEditor {...propsOf({ value: 'select 12' })} />)
  expect(handle.current?.apply(fix, 'select 1')).toBe(false)
  rerender(<CodeEditor {...propsOf({ value: 'select 1 as one' })} />)
  expect(handle.current?.apply(fix, 'select 1')).toBe(true)
  expect(text()).toBe('select 9 as one')
})

test('a text that cannot be changed takes no fix', () => {
  render(<CodeEditor {...propsOf({ readOnly: true })} />)
  expect(handle.current?.apply({ title: '', from: 0, to: 1, text: '' }, 'select 1')).toBe(false)
})

test('a character that steers the eye is shown by its code', () => {
  render(<CodeEditor {...propsOf({ value: 'select \u202e1\u200b' })} />)
  expect(text()).toBe('select ⟨U+202E⟩1⟨U+200B⟩')
})

test('the key that runs tells the text first', async () => {
  const calls: string[] = []
  const onRun = () => calls.push('run')
  const onChange = () => calls.push('change')
  render(<CodeEditor {...propsOf({ onRun, onChange })} />)
  handle.current?.focus()
  const field = screen.getByRole('textbox', { name: 'SQL' })
  fireEvent.keyDown(field, { key: 'Enter', code: 'Enter', keyCode: 13, ctrlKey: true })
  await waitFor(() => expect(calls).toContain('run'))
})

test('the field is described by the list of its problems', () => {
  render(<CodeEditor {...propsOf({})} />)
  const field = screen.getByRole('textbox', { name: 'SQL' })
  expect(field.getAttribute('aria-describedby')).toBe('list')
})
