// Repeatable randomness: the same seed and the same words give the same fleet on every machine.
import { createHash } from 'node:crypto'

/** Uniform in [0, 1). */
export type Random = () => number

/** A stream of numbers that depends only on the words (xoshiro-like mulberry over a hash). */
export function randomFrom(...words: (string | number)[]): Random {
  let state = createHash('sha1').update(words.join('\u0001')).digest().readUInt32LE(0)
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** One of the choices. Throws RangeError on an empty list. */
export function pick<T>(random: Random, choices: readonly T[]): T {
  const choice = choices[Math.floor(random() * choices.length)]
  if (choice === undefined) throw new RangeError('nothing to pick from')
  return choice
}

/** An integer in [low, high], both included. */
export function between(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1))
}

/** Lower-case hexadecimal digits that depend only on the words. */
export function hex(length: number, ...words: (string | number)[]): string {
  let text = ''
  for (let i = 0; text.length < length; i++) {
    text += createHash('sha256')
      .update(`${i}\u0001${words.join('\u0001')}`)
      .digest('hex')
  }
  return text.slice(0, length)
}

/** A version 4 UUID that depends only on the words. */
export function uuid(...words: (string | number)[]): string {
  const h = hex(32, 'uuid', ...words)
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20)}`
}

/** Letters and digits in the manner of a manufacturer's serial number. */
export function serial(length: number, ...words: (string | number)[]): string {
  const alphabet = 'CDFGHJKLMNPQRTVWXY0123456789'
  const digits = hex(length * 2, 'serial', ...words)
  let text = ''
  for (let i = 0; i < length; i++) {
    text += alphabet[Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16) % alphabet.length] ?? 'X'
  }
  return text
}
