// Secrets of this server that never enter the database: one master key in DATA_DIR, made once, and
// keys derived from it by purpose. Losing the file ends every enrol secret, not the agents' keys.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { env } from '@/lib/env'
import { pinned } from '@/lib/global'

const keyBytes = 32

function readMaster(path: string): Buffer | undefined {
  try {
    const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url')
    if (key.length !== keyBytes) throw new Error(`${path} is damaged: it must hold one 32-byte key`)
    return key
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Made under another name and then linked, so that two processes that start together agree. */
function makeMaster(dir: string, path: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const draft = join(dir, `.master.${process.pid}.${randomBytes(4).toString('hex')}`)
  writeFileSync(draft, `${randomBytes(keyBytes).toString('base64url')}\n`, { mode: 0o600 })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function masterKey(): Buffer {
  const dir = env().DATA_DIR
  return pinned(`keys.master ${dir}`, () => {
    const path = join(dir, 'master.key')
    if (!readMaster(path)) makeMaster(dir, path)
    const key = readMaster(path)
    if (!key) throw new Error(`${path} cannot be made`)
    return key
  })
}

/** 32 bytes for that purpose, the same in every run of this installation. Made once a purpose. */
export function serverKey(purpose: string): Buffer {
  return pinned(`keys.server ${env().DATA_DIR} ${purpose}`, () =>
    Buffer.from(hkdfSync('sha256', masterKey(), '', `muster ${purpose}`, keyBytes)),
  )
}

const sealVersion = 1
const ivBytes = 12
const tagBytes = 16

/** Encrypts a secret for the database (AES-256-GCM), bound to its purpose. `unseal` opens it. */
export function seal(purpose: string, secret: string): Buffer {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', serverKey(`seal ${purpose}`), iv)
  const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(sealVersion), iv, cipher.getAuthTag(), body])
}

/** Opens what `seal` made for this purpose. Throws for another purpose, key or any changed byte. */
export function unseal(purpose: string, sealed: Buffer): string {
  if (sealed[0] !== sealVersion) throw new Error(`the sealed ${purpose} has an unknown version`)
  const [iv, tag, body] = [
    sealed.subarray(1, 1 + ivBytes),
    sealed.subarray(1 + ivBytes, 1 + ivBytes + tagBytes),
    sealed.subarray(1 + ivBytes + tagBytes),
  ]
  const decipher = createDecipheriv('aes-256-gcm', serverKey(`seal ${purpose}`), iv, {
    authTagLength: tagBytes,
  })
  decipher.setAuthTag(tag)
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
}
