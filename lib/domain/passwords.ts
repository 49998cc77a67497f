// Passwords: scrypt off the main thread, at most two at once (each takes 128 MiB). Refuses common
// ones. Checking a person who does not exist costs the same as checking one who does.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { commonPasswords } from '@/lib/domain/common-passwords'
import { pinned } from '@/lib/global'
import { AppError, invalidField } from '@/lib/wire/errors'

const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 160 * 1_048_576 }
const hashBytes = 32
const atOnce = 2
const waitingMax = 64

type Gate = { open: number; waiting: (() => void)[] }

const gate = () => pinned('passwords.gate', (): Gate => ({ open: 0, waiting: [] }))

async function stretch(password: string, salt: Buffer): Promise<Buffer> {
  const { waiting } = gate()
  if (gate().open >= atOnce) {
    if (waiting.length >= waitingMax)
      throw new AppError('rate_limited', 'Too many sign-ins at once', { retryAfterSeconds: 5 })
    await new Promise<void>((resolve) => waiting.push(resolve))
  }
  gate().open += 1
  try {
    // One form for what different keyboards send as the same letters.
    return await scrypted(password.normalize('NFKC'), salt)
  } finally {
    gate().open -= 1
    waiting.shift()?.()
  }
}

function scrypted(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, hashBytes, cost, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

/** What is stored: `scrypt$17$8$1$salt$hash`. */
export async function passwordHash(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await stretch(password, salt)
  return `scrypt$17$8$1$${salt.toString('base64url')}$${key.toString('base64url')}`
}

const nobody = () => pinned('passwords.nobody', () => randomBytes(16))

/** Whether the password is the one behind the hash; false, after the same work, without a hash. */
export async function isPassword(
  password: string,
  stored: string | null | undefined,
): Promise<boolean> {
  const [scheme, , , , salt, hash] = (stored ?? '').split('$')
  const known = scheme === 'scrypt' && salt !== undefined && hash !== undefined
  const key = await stretch(password, known ? Buffer.from(salt, 'base64url') : nobody())
  const expected = known ? Buffer.from(hash, 'base64url') : randomBytes(hashBytes)
  return expected.length === key.length && timingSafeEqual(expected, key) && known
}

/** Throws `invalid` for a password that guessing starts with, or that holds the person's own name. */
export function refuseCommon(password: string, email: string, field = 'password'): void {
  const text = password.toLowerCase()
  const stem = text.replace(/[\d\W_]+$/u, '')
  const local = email.split('@', 1)[0] ?? ''
  const repeats = new Set(text).size < 4
  if (commonPasswords.has(text) || commonPasswords.has(stem) || repeats)
    throw invalidField(field, 'is one of the passwords that are guessed first')
  if (text === email || (local.length > 3 && stem === local))
    throw invalidField(field, 'must not be the e-mail address')
}
