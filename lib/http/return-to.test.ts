import fc from 'fast-check'
import { expect, test } from 'vitest'
import { localPath } from '@/lib/http/return-to'

test.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/a/..//evil.example',
  '/.//evil.example',
  '/%2e//evil.example',
  'javascript:alert(1)',
  '/a\nb',
  '\t//evil.example',
  '/\t/evil.example',
  'hosts',
  '',
  undefined,
])('%j leads home', (text) => {
  expect(localPath(text)).toBe('/')
})

test('a path of this site is kept, with its query', () => {
  expect(localPath('/hosts/7?tab=packs#top')).toBe('/hosts/7?tab=packs#top')
})

test('whatever is given, a browser stays on this site', () => {
  const hostile = fc.string({
    unit: fc.constantFrom('/', '\\', '.', '%2e', '%2f', '@', ':', 'e', '?', '#', ' ', '\t'),
  })
  fc.assert(
    fc.property(hostile, (text) => {
      const base = 'https://muster.example'
      expect(new URL(localPath(`/${text}`), base).origin).toBe(base)
    }),
  )
})
