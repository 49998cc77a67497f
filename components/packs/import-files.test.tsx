import { expect, test } from 'vitest'
import { packNameOf, readPackFile } from './import-files'

const fileOf = (given: number[] | string, name = 'a.conf') => {
  const bytes = typeof given === 'string' ? new TextEncoder().encode(given) : new Uint8Array(given)
  return { name, size: bytes.length, arrayBuffer: async () => bytes.slice().buffer }
}

test('a file name becomes a pack name without folder and ending', () => {
  expect(packNameOf('packs/windows-attacks.conf')).toBe('windows-attacks')
  expect(packNameOf('a.b.JSON')).toBe('a.b')
  expect(packNameOf('C:\\packs\\fleet.YAML')).toBe('fleet')
  expect(packNameOf('.yml')).toBe('pack')
})

test('a text that is not UTF-8 is refused with its line, one of UTF-16 is read', async () => {
  expect(await readPackFile(fileOf([0x61, 0x0a, 0x62, 0xc3, 0x28, 0x0a]))).toMatchObject({
    fault: 'line 2: the text is not UTF-8',
  })
  const utf16 = [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]
  expect(await readPackFile(fileOf(utf16))).toMatchObject({ content: '{}' })
})

test('a file that is empty or too large is told of, by how much', async () => {
  expect(await readPackFile(fileOf(' \n'))).toMatchObject({ fault: 'the file is empty' })
  const large = await readPackFile(fileOf('x'.repeat(1_048_576 + 2_048)))
  expect(large.fault).toContain('more than the 1 MiB')
  expect(large.content).toBe('')
})
