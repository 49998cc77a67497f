import { scryptSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { isPassword, passwordHash, refuseCommon } from '@/lib/domain/passwords'
import { NewPassword, UserCreate, UserPatch } from '@/lib/wire/users'

const password = 'a long enough sentence'

test('S37: a password is kept as scrypt with N=2^17, r=8, p=1 under a salt of its own', async () => {
  const [one, two] = [await passwordHash(password), await passwordHash(password)]
  expect(one).not.toBe(two)
  const [scheme, n, r, p, salt = '', hash = ''] = one.split('$')
  expect([scheme, n, r, p]).toEqual(['scrypt', '17', '8', '1'])
  expect(Buffer.from(salt, 'base64url')).toHaveLength(16)
  const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 }
  const expected = scryptSync(password, Buffer.from(salt, 'base64url'), 32, cost)
  expect(Buffer.from(hash, 'base64url')).toEqual(expected)
  expect([await isPassword(password, one), await isPassword(`${password}.`, one)]).toEqual([
    true,
    false,
  ])
})

test('S37: a password has 12 characters to 1,024 bytes, wherever one is chosen', () => {
  const takes = (text: string) =>
    [
      NewPassword.safeParse(text),
      UserCreate.shape.password.safeParse(text),
      UserPatch.shape.password.safeParse(text),
    ].map(({ success }) => success)
  for (const text of ['x'.repeat(11), 'x'.repeat(1_025), 'é'.repeat(513)])
    expect(takes(text)).toEqual([false, false, false])
  for (const text of ['x'.repeat(12), 'x'.repeat(1_024), 'é'.repeat(512)])
    expect(takes(text)).toEqual([true, true, true])
})

test('S37: every byte of a long password counts', async () => {
  const long = 'x'.repeat(1_023)
  const stored = await passwordHash(`${long}a`)
  expect(await isPassword(`${long}a`, stored)).toBe(true)
  expect(await isPassword(`${long}b`, stored)).toBe(false)
})

test('S37: common passwords are refused, also with digits or marks behind them', () => {
  const email = 'somebody@example.com'
  for (const text of [
    'administrator',
    'ADMINISTRATOR',
    'Administrator2026!',
    'aaaaaaaaaaaaaa',
    email,
  ])
    expect(() => refuseCommon(text, email)).toThrow()
  expect(() => refuseCommon('somebody12345', email)).toThrow()
  expect(() => refuseCommon(password, email)).not.toThrow()
})
