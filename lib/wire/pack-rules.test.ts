import { describe, expect, test } from 'vitest'
import {
  checkInterval,
  checkPackName,
  checkPlatform,
  checkQueryName,
  normalisePlatform,
} from '@/lib/wire/pack-rules'

describe('C35 intervals', () => {
  test.each([1, 60, 604_800])('%j is accepted', (value) => {
    expect(checkInterval(value)).toBeNull()
  })

  test.each([0, -1, 1.5, 604_801, 'abc', '60', Number.NaN, Infinity, null, undefined, true, [60]])(
    '%j is refused with a message',
    (value) => {
      expect(checkInterval(value)).toContain('seconds')
    },
  )
})

describe('C36 names', () => {
  test.each([
    'login_counter',
    'counter',
    'timeepoch',
    'query.x',
    'cache.x',
    'config_views.x',
    'a:b',
    '',
    'a\nb',
    'a\0',
    'a\u007f',
    'a\u0085',
    'a\ud800',
  ])('%j is refused for a query and for a pack', (name) => {
    expect(checkQueryName(name)).toMatch(/^must /)
    expect(checkPackName(name)).toMatch(/^must /)
  })

  test.each([
    'users',
    'Nano Defender ',
    'sadmind/iis_worm',
    "it's `quoted`",
    'counters',
    'epoch_x',
    'queryx',
    'my.query.x',
    '👯',
    '__proto__',
  ])('%j is accepted', (name) => {
    expect(checkQueryName(name)).toBeNull()
    expect(checkPackName(name)).toBeNull()
  })

  test('a query may be called main, a pack may not', () => {
    expect(checkQueryName('main')).toBeNull()
    expect(checkPackName('main')).toMatch(/^must not/)
  })
})

describe('C40 platforms', () => {
  test.each([
    ['macos', 'darwin'],
    ['Darwin', 'darwin'],
    ['Windows, OSX', 'windows, darwin'],
    ['gentoo', 'gentoo'],
    ['constructor', 'constructor'],
    ['darwin,linux', 'darwin,linux'],
  ])('%j is mended to %j', (text, platform) => {
    expect(normalisePlatform(text)).toBe(platform)
  })

  test.each(['macos', 'Darwin', 'gentoo', 'win', 'rhel'])('%j runs nowhere and is told', (text) => {
    expect(checkPlatform(text)).toContain(text)
  })

  test.each(['', 'darwin', 'darwin,linux', 'windows darwin', 'posix', 'ubuntu', 'any', 'null'])(
    '%j is left alone',
    (text) => {
      expect(checkPlatform(text)).toBeNull()
    },
  )
})
