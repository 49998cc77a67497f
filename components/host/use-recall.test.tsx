import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { useRecall } from './use-recall'

afterEach(cleanup)

function Field({ past, first }: { past: string[]; first: string }) {
  const [text, setText] = useState(first)
  const recall = useRecall(past, { read: () => text, write: setText })
  return (
    <div {...recall}>
      <textarea aria-label="SQL" value={text} onChange={(event) => setText(event.target.value)} />
    </div>
  )
}

async function field(first: string) {
  render(<Field past={['newest', 'two\nlines', 'oldest']} first={first} />)
  const box: HTMLTextAreaElement = screen.getByRole('textbox')
  await userEvent.click(box)
  const press = async (keys: string) => {
    await userEvent.keyboard(keys)
    return box.value
  }
  return { press }
}

test('Up goes through what was asked, Down comes back to what was being written', async () => {
  const { press } = await field('draft')
  expect(await press('{ArrowUp}')).toBe('newest')
  expect(await press('{ArrowUp}')).toBe('two\nlines')
  expect(await press('{ArrowUp}')).toBe('oldest')
  expect(await press('{ArrowUp}')).toBe('oldest')
  expect(await press('{ArrowDown}{ArrowDown}')).toBe('newest')
  expect(await press('{ArrowDown}')).toBe('draft')
})

test('in a text of several lines the arrows move the caret, and an edited recall is a draft again', async () => {
  const { press } = await field('first line\nsecond line')
  expect(await press('{ArrowUp}')).toBe('first line\nsecond line')
  cleanup()
  const { press: again } = await field('')
  expect(await again('{ArrowUp}')).toBe('newest')
  expect(await again('!')).toBe('newest!')
  expect(await again('{ArrowUp}')).toBe('newest')
  expect(await again('{ArrowDown}')).toBe('newest!')
})
