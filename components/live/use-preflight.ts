'use client'
// What the server says of a launch before it happens: how many hosts, when they answer, what it costs.
import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { api } from '@/lib/client/api'
import { type Settled, useSettled } from '@/lib/client/use-settled'
import { Preflight } from '@/lib/wire/campaign-preflight'
import { type Selected, TargetsCount } from '@/lib/wire/targets'

const askMs = 250
/** Due times move on: after so long they are asked for again. */
const staleMs = 30_000

type Asked = { path: string; body: string; round: number }

/** The same object while path, body and round stay the same; bodies are compared as they are sent. */
function useAsked(path: string, body: object | undefined, round: number): Asked | undefined {
  const held = useRef<Asked>(undefined)
  if (body === undefined) return undefined
  const text = JSON.stringify(body)
  const old = held.current
  if (old?.path === path && old.body === text && old.round === round) return old
  held.current = { path, body: text, round }
  return held.current
}

export type Asking<T> = Settled<unknown, T> & {
  /** The last answer is of the body as it is now, though it may be some seconds old. */
  isCurrent: boolean
}

/** Posts the body 250 ms after it changed; undefined asks nothing and keeps the last answer readable. */
export function useAsking<S extends z.ZodType>(
  schema: S,
  path: string,
  body: object | undefined,
  round: number,
): Asking<z.output<S>> {
  const asked = useAsked(path, body, round)
  const settled = useSettled(asked, askMs, ({ path: to, body: text }, signal) =>
    api(schema, to, { method: 'POST', body: JSON.parse(text), signal }),
  )
  const about = settled.answer?.about
  return { ...settled, isCurrent: about?.path === asked?.path && about?.body === asked?.body }
}

/** Goes up every 30 s while the page is in view, and when it is told to. */
export function useRound(): { round: number; again: () => void } {
  const [round, setRound] = useState(0)
  const again = () => setRound((old) => old + 1)
  useEffect(() => {
    const timer = setInterval(() => document.hidden || setRound((old) => old + 1), staleMs)
    return () => clearInterval(timer)
  }, [])
  return { round, again }
}

type Counted = { selected: Selected; include_offline: boolean; query_id?: number }

/** How many hosts the targets mean. */
export const useCount = (counted: Counted | undefined, round: number) =>
  useAsking(TargetsCount, '/api/v1/fleet/targets/count', counted, round)

/** What the launch would do. */
export const usePreflight = (body: object | undefined, round: number) =>
  useAsking(Preflight, '/api/v1/fleet/queries/preflight', body, round)
