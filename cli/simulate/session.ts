// One agent's identity towards the server: enrolment with back-off, the node key, and calls that
// retry by the agent's rule. A key is dropped only when a reply says `node_invalid: true`.
import { type JsonObject, judge, judgeEnrolment } from './acceptance'
import type { Clock } from './clock'
import type { Flags } from './flags'
import type { Transport } from './transport'
import type { Version } from './versions'

interface SessionOptions {
  transport: Transport
  clock: Clock
  flags: Flags
  version: Version
  secret: string
  /** The enrolment body without the secret. */
  identity: () => JsonObject
  signal: AbortSignal
  onRefused?: (reason: string) => void
  onAccepted?: () => void
}

export type Answer = { ok: true; reply: JsonObject; body: string } | { ok: false; reason: string }

export class Session {
  readonly #options: SessionOptions
  #key = ''
  #enrolling: Promise<boolean> | undefined

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** The key in use, or an empty string. */
  get nodeKey(): string {
    return this.#key
  }

  /** Resumes with a key from an earlier life, as after a restart of a real agent. */
  adoptKey(key: string): void {
    this.#key = key
  }

  /** One round of attempts (waits of 1, 4, 9 … s); concurrent callers share it. */
  enrol(): Promise<boolean> {
    this.#enrolling ??= this.#enrolRound().finally(() => {
      this.#enrolling = undefined
    })
    return this.#enrolling
  }

  /** Posts `{…fields, node_key}`; `attempts` tries with i² seconds between. */
  async call(path: string, fields: string, attempts: number, gzip = false): Promise<Answer> {
    let reason = 'stopped'
    for (let i = 1; i <= attempts && !this.#options.signal.aborted; i++) {
      const answer = await this.#callOnce(path, fields, gzip)
      if (answer.ok) {
        this.#options.onAccepted?.()
        return answer
      }
      reason = answer.reason
      this.#options.onRefused?.(reason)
      if (i < attempts) await this.#wait(i * i)
    }
    return { ok: false, reason }
  }

  async #callOnce(path: string, fields: string, gzip: boolean): Promise<Answer> {
    const { transport, version, flags, signal } = this.#options
    if (this.#key === '') await this.enrol()
    if (signal.aborted) return { ok: false, reason: 'stopped' }
    const key = this.#key
    const body = `{${fields}${fields === '' ? '' : ','}"node_key":${JSON.stringify(key)}}`
    try {
      const reply = await transport.post({ path, body, version, nodeKey: key, gzip })
      const verdict = judge(reply)
      if (verdict.kind === 'accepted') return { ok: true, reply: verdict.reply, body: reply }
      if (verdict.kind === 'invalid_key' && !flags.values.disable_reenrollment) this.#key = ''
      return { ok: false, reason: verdict.reason }
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message : String(error) }
    }
  }

  async #enrolRound(): Promise<boolean> {
    const { flags, signal, onRefused } = this.#options
    const max = flags.values.tls_enroll_max_attempts
    for (let i = 1; (max === 0 || i <= max) && !signal.aborted; i++) {
      const refusal = await this.#enrolOnce()
      if (refusal === undefined) return true
      onRefused?.(refusal)
      if (max !== 0 && i === max) break
      await this.#wait(Math.min(i * i, flags.values.tls_enroll_max_interval))
    }
    return false
  }

  async #enrolOnce(): Promise<string | undefined> {
    const { transport, version, flags, secret, identity } = this.#options
    const body = JSON.stringify({ enroll_secret: secret, ...identity() })
    try {
      const reply = await transport.post({ path: flags.values.enroll_tls_endpoint, body, version })
      const key = judgeEnrolment(reply)
      if (key === undefined) return `enrolment refused: ${reply.slice(0, 200)}`
      this.#key = key
      return undefined
    } catch (error) {
      return `enrolment failed: ${error instanceof Error ? error.message : String(error)}`
    }
  }

  #wait(seconds: number): Promise<void> {
    return this.#options.clock.sleep(seconds * 1000, this.#options.signal)
  }
}
