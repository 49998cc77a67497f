'use client'
// One write that a person asked for: under way, refused with words, or done. Says nothing of success.
import { useState } from 'react'
import { type ApiFailure, failureOf } from './api'

export type Call = {
  busy: boolean
  failure: ApiFailure | undefined
  /** The failure in words that are fit to show. */
  error: string | undefined
  /** Runs a call and keeps what it throws; never throws itself. */
  run: (call: () => Promise<void>) => Promise<void>
  clear: () => void
}

export function useCall(): Call {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const run = async (call: () => Promise<void>) => {
    setBusy(true)
    setFailure(undefined)
    await call().catch((error: unknown) => setFailure(failureOf(error)))
    setBusy(false)
  }
  return { busy, failure, error: failure?.message, run, clear: () => setFailure(undefined) }
}
