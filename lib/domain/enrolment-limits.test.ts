import { beforeEach, expect, test } from 'vitest'
import {
  admitEnrolment,
  admitTry,
  noteFailure,
  noteSecret,
  turn,
} from '@/lib/domain/enrolment-limits'
import { unpin } from '@/lib/global'

beforeEach(() => unpin('enrolment.limits'))

const digest = (text: string) => Buffer.from(text)
const now = 1_000_000

test('R29: 200 enrolments pass in one second and the next waits, whatever their secrets', () => {
  for (let n = 0; n < 200; n += 1) admitEnrolment(n % 2, now)
  expect(() => admitEnrolment(7, now)).toThrow(/too many enrolments/)
  expect(() => admitEnrolment(7, now + 1_000)).not.toThrow()
})

test('S10: twenty failures in a minute close the door to an address, not to the others', () => {
  for (let n = 0; n < 20; n += 1) noteFailure('10.0.0.1', now)
  expect(() => admitTry(digest('guess'), '10.0.0.1', now)).toThrow(/too many failed/)
  expect(() => admitTry(digest('guess'), '10.0.0.2', now + 1_000)).not.toThrow()
  expect(() => admitTry(digest('guess'), '10.0.0.1', now + 4_000)).not.toThrow()
})

test('S10: fifty failures in a second close the door to secrets that never worked', () => {
  for (let n = 0; n < 50; n += 1) noteFailure(`10.0.0.${n}`, now)
  expect(() => admitTry(digest('guess'), '10.1.1.1', now)).toThrow(/too many failed/)
})

test('S10: a secret that works passes behind an address that fails', () => {
  for (let n = 0; n < 30; n += 1) noteFailure('10.0.0.1', now)
  noteSecret(digest('good'))
  expect(() => admitTry(digest('good'), '10.0.0.1', now)).not.toThrow()
})

test('at most four enrolments hold a connection at once, and all get their turn', async () => {
  let running = 0
  let most = 0
  const run = async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
  }
  await Promise.all(Array.from({ length: 50 }, () => turn(run)))
  expect(most).toBe(4)
})
