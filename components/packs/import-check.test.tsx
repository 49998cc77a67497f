import { expect, test } from 'vitest'
import { packNameOf } from './use-import'

test('a file name becomes a pack name without folder and ending', () => {
  expect(packNameOf('packs/windows-attacks.conf')).toBe('windows-attacks')
  expect(packNameOf('a.b.JSON')).toBe('a.b')
})
