import { describe, expect, test } from 'vitest'
import { checkInterval, checkPackName, checkPlatform, checkQueryName } from './pack-rules'

describe('C35 intervals', () => {
  test.each([1, 60, 604_800, '1', '3600', '604800', '0060'])('%j is accepted', (value) => {
    expect(checkInterval(value)).toEqual({ ok: true, value: Number(value) })
  })

  test.each([
    0,
    -1,
    1.5,
    604_801,
    'abc',
    '',
    '0',
    '-1',
    '1.5',
    ' 60',
    '1e3',
    '0x10',
    '604801',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    undefined,
    true,
    [60],
  ])('%j is refused with a message', (value) => {
    expect(checkInterval(value)).toEqual({ ok: false, reason: expect.stringContaining('604800') })
  })
})

describe('C36 query names', () => {
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
  ])('%j is refused', (name) => {
    expect(checkQueryName(name).ok).toBe(false)
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
  ])('%j is accepted as it is', (name) => {
    expect(checkQueryName(name)).toEqual({ ok: true, value: name })
  })

  test.each(['', 'main', 'a:b', 'a\tb'])('the pack name %j is refused', (name) => {
    expect(checkPackName(name).ok).toBe(false)
  })

  test.each(['base', 'main2', 'timeepoch', 'a/b'])('the pack name %j is accepted', (name) => {
    expect(checkPackName(name)).toEqual({ ok: true, value: name })
  })
})

describe('C40 platforms', () => {
  test.each([
    ['macos', 'darwin', ['macos']],
    ['Darwin', 'darwin', ['Darwin']],
    ['Windows, OSX', 'windows, darwin', ['Windows', 'OSX']],
    ['gentoo', 'gentoo', ['gentoo']],
    ['small', 'small', ['small']],
    ['constructor', 'constructor', ['constructor']],
  ])('%j becomes %j, and %j are named as unknown to agents', (text, platform, unknown) => {
    expect(checkPlatform(text)).toEqual({ platform, unknown })
  })

  test.each(['', 'darwin', 'darwin,linux', 'windows darwin', 'posix', 'ubuntu', 'any', 'null'])(
    '%j is left alone',
    (text) => {
      expect(checkPlatform(text)).toEqual({ platform: text, unknown: [] })
    },
  )
})
