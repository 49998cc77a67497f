// The only reader of process.env. Every variable has a default that works on a fresh machine.
import { BlockList, isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65_535)
const listOf = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
const isRange = (range: string) => {
  const [address = '', bits, ...more] = range.split('/')
  if (isIP(address) === 0 || address.includes('%') || more.length > 0) return false
  return (
    bits === undefined ||
    (/^[0-9]{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 6 ? 128 : 32))
  )
}
const cidrs = z
  .string()
  .default('')
  .refine((text) => listOf(text).every(isRange), 'must be addresses or ranges like 10.0.0.0/8')
  .transform(listOf)

const Env = z
  .object({
    NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
    PORT: port.default(3000),
    HOST: z.string().min(1).default('127.0.0.1'),
    TLS_PORT: z.union([z.literal('off'), port]).default(8443),
    PUBLIC_URL: z.url().optional(),
    DATA_DIR: z.string().min(1).default('.muster'),
    DATABASE_URL: z.string().min(1).optional(),
    SETUP_TOKEN: z.string().min(1).optional(),
    ROLE: z.enum(['all', 'web', 'agent', 'worker']).default('all'),
    DESTINATION_ALLOW: cidrs,
    DESTINATION_DIR: z.string().min(1).optional(),
    TRUSTED_PROXIES: cidrs,
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    MAIL_FROM: z.string().min(3).max(320).default('Muster <muster@localhost>'),
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info'),
  })
  .transform((env) => ({
    ...env,
    PUBLIC_URL: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ''),
    DATA_DIR: resolve(env.DATA_DIR),
    /** The one folder that destinations of the kind `file` may write below. */
    DESTINATION_DIR: resolve(
      /* turbopackIgnore: true */ env.DESTINATION_DIR ?? `${env.DATA_DIR}/destinations`,
    ),
  }))

export type Env = z.infer<typeof Env>

/**
 * The environment, parsed on every call (microseconds; the launcher sets DATABASE_URL after start).
 * Throws an Error that names each wrong variable and why. Empty strings count as unset.
 */
export function env(): Env {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''))
  const parsed = Env.safeParse(given)
  if (parsed.success) return parsed.data
  const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`Bad environment: ${reasons.join('; ')}`)
}

/** Addresses and ranges (`10.0.0.0/8`) as a list to ask. Throws when one of them is neither. */
export function addressRanges(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    if (!isRange(range)) throw new Error(`${range} is neither an address nor a range`)
    const [address = '', bits] = range.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** Tells everything in this process which database to use, once the launcher has one running. */
export function announceDatabase(url: string): void {
  process.env.DATABASE_URL = url
}

/** Tells next-auth, which reads the environment itself, where this server is. */
export function announcePublicUrl(url: string): void {
  process.env.NEXTAUTH_URL = url
}

/** Gives this process a data directory of its own; for programs that must not touch the real one. */
export function announceDataDir(dir: string): void {
  process.env.DATA_DIR = dir
}

/** Lets destinations of this process reach the loopback; for proofs, whose far ends are there. */
export function announceLoopbackDestinations(): void {
  process.env.DESTINATION_ALLOW = '127.0.0.0/8'
}

/** Node's flags for the server under a bench: BENCH_SERVER_FLAGS=--cpu-prof shows what costs most. */
export function benchServerFlags(): string[] {
  return (process.env.BENCH_SERVER_FLAGS ?? '').split(' ').filter(Boolean)
}

/** What a child process needs of this machine, and nothing that would configure a server in it. */
export function machineEnvironment(): Record<string, string> {
  const { PATH, HOME, TMPDIR } = process.env
  const given = { PATH, HOME, TMPDIR }
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
