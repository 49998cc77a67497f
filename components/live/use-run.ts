'use client'
// Sending what the page shows, once: a double click, a lost reply and a second try with the same
// question make one campaign. Asks first when many are reached, and goes to what was started.
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { z } from 'zod'
import { type ApiFailure, api, failureOf } from '@/lib/client/api'
import { dropDraft } from '@/lib/client/live-draft'
import type { RunWords } from './words'

/** What Run would do now, whether of one query or of a whole pack. */
export type Runnable = {
  words: RunWords
  path: string
  body: object
  /** Hosts meant now. */
  total: number
  all: boolean
  /** What the server will ask for; undefined while it has not said so. */
  needs: { needed: boolean; hosts: number; password: boolean } | undefined
  /** What pressing Run does, in one line. */
  sentence: string
  /** Reads the reply as the page to go to. */
  pathOf: (reply: unknown) => string
}

type Asking = { typed: boolean; password: boolean }
type Given = { confirm: number; password: string | undefined }

const keyBytes = 16
const notYours = 'This is not your password'

/** One key for one body: the same request again carries the same key. */
function useKey() {
  const held = useRef({ text: '', key: '' })
  return (body: object): string => {
    const text = JSON.stringify(body)
    if (held.current.text !== text) {
      const bytes = Array.from(crypto.getRandomValues(new Uint8Array(keyBytes)))
      const key = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
      held.current = { text, key }
    }
    return held.current.key
  }
}

const prove = (password: string) =>
  api(z.unknown(), '/api/v1/fleet/sessions/prove', { method: 'POST', body: { password } })

/** What a refusal still asks of the person; undefined when it is another. */
export function askedBy(failure: ApiFailure): Asking | undefined {
  const password = failure.reason('password') !== undefined
  const typed = failure.reason('confirm') !== undefined
  return typed || password ? { typed: true, password } : undefined
}

/** Posts the body and leaves for what was started; resolves to false where the password is wrong. */
function usePost({ path, body, pathOf }: Runnable, viewerId: number) {
  const router = useRouter()
  const keyOf = useKey()
  const [wrongPassword, setWrongPassword] = useState<string>()
  const post = async (given: Given | undefined): Promise<boolean> => {
    setWrongPassword(undefined)
    if (given?.password) {
      const wrong = await prove(given.password).then(() => undefined, failureOf)
      setWrongPassword(wrong && (wrong.reason('password') ? notYours : wrong.message))
      if (wrong) return false
    }
    const sent = given ? { ...body, confirm: given.confirm } : body
    const reply = await api(z.unknown(), path, { method: 'POST', body: sent, key: keyOf(sent) })
    dropDraft(viewerId)
    router.push(pathOf(reply))
    return true
  }
  return { post, wrongPassword, forgetPassword: () => setWrongPassword(undefined) }
}

type Options = { viewerId: number; confirmAbove: number; onRefused: (failure: ApiFailure) => void }

export function useRun(runnable: Runnable, { viewerId, confirmAbove, onRefused }: Options) {
  const [asking, setAsking] = useState<Asking>()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const { post, wrongPassword, forgetPassword } = usePost(runnable, viewerId)
  const sending = useRef(false)
  const { words, total, all, needs } = runnable
  const refuse = (error: unknown) => {
    const refusal = failureOf(error)
    setAsking(askedBy(refusal))
    setFailure(refusal)
    onRefused(refusal)
  }
  const send = async (given?: Given) => {
    if (sending.current) return
    sending.current = true
    setBusy(true)
    setFailure(undefined)
    const gone = await post(given).catch(refuse)
    // Still busy while the next page is on its way: nothing is pressed twice.
    if (gone) return
    sending.current = false
    setBusy(false)
  }
  const run = () => {
    if (words.refusal !== undefined || sending.current) return
    setFailure(undefined)
    forgetPassword()
    const typed = needs?.needed ?? (all || total > confirmAbove)
    if (typed) setAsking({ typed, password: needs?.password ?? false })
    else void send()
  }
  return { run, send, asking, setAsking, busy, failure, wrongPassword }
}

export type Run = ReturnType<typeof useRun>
