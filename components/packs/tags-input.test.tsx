import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { TagsInput } from './tags-input'

afterEach(cleanup)

function Field({ start = [] }: { start?: string[] }) {
  const [tags, setTags] = useState(start)
  return (
    <>
      <TagsInput label="Tags" value={tags} onChange={setTags} />
      <output>{tags.join('|')}</output>
    </>
  )
}

const field = () => screen.getByRole('combobox', { name: 'Tags' })
const shown = () => screen.getByRole('status').textContent

test('Enter, a comma and leaving the field each add what is typed, normalised and once', async () => {
  const user = userEvent.setup()
  render(<Field />)
  await user.type(field(), 'PCI  DSS{Enter}laptops,#Laptops')
  await user.tab()
  expect(shown()).toBe('pci dss|laptops')
})

test('Backspace in the empty field takes the last tag away, a button any of them', async () => {
  const user = userEvent.setup()
  render(<Field start={['a', 'b', 'c']} />)
  await user.type(field(), '{Backspace}')
  expect(shown()).toBe('a|b')
  await user.click(screen.getByRole('button', { name: 'Remove tag a' }))
  expect(shown()).toBe('b')
  expect(document.activeElement).toBe(field())
})

test('a pasted list becomes many tags; the twenty-first is refused in words', () => {
  render(<Field start={Array.from({ length: 18 }, (_, index) => `t${index}`)} />)
  fireEvent.paste(field(), { clipboardData: { getData: () => 'x\ny, z' } })
  expect(shown()).toMatch(/x\|y$/)
  expect(screen.getByRole('alert')).toHaveProperty('textContent', 'At most 20 tags')
})
