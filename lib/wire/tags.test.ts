import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkTag, normaliseTag, splitTags, Tags } from './tags'

test('spellings of one word are one tag', () => {
  for (const text of ['Compliance', ' compliance ', '#compliance', 'COMPLIANCE\u200b'])
    expect(normaliseTag(text)).toBe('compliance')
  expect(normaliseTag('PCI   DSS')).toBe('pci dss')
})

test('normalising twice changes nothing more, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = normaliseTag(text)
      expect(normaliseTag(once)).toBe(once)
    }),
  )
})

test('pasted text falls into tags at commas, tabs and line ends', () => {
  expect(splitTags('Laptops, cis;CIS\n#servers\t\t')).toEqual(['laptops', 'cis', 'servers'])
  expect(splitTags(' , ')).toEqual([])
})

test('a list keeps each tag once, in order, at most twenty of at most forty characters', () => {
  expect(Tags.parse(['b', 'A', 'a '])).toEqual(['a', 'b'])
  const many = Array.from({ length: 21 }, (_, index) => `tag ${index}`)
  expect(Tags.safeParse(many).success).toBe(false)
  expect(Tags.safeParse(many.slice(1)).success).toBe(true)
  expect(checkTag('x'.repeat(40))).toBeNull()
  expect(Tags.safeParse(['x'.repeat(41)]).success).toBe(false)
  expect(Tags.safeParse(['  ']).success).toBe(false)
})
