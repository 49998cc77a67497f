'use client'
// Checks the SQL of a whole pack behind the reader's back, one query after another; what was judged
// once is not asked again. The editor's own check of the open query goes first.
import { useEffect, useMemo, useRef, useState } from 'react'
import type { DraftQuery } from '@/lib/client/pack-draft'
import { browserCheck } from '@/lib/client/sql-checker'
import { serverCheck } from '@/lib/client/use-sql-check'
import type { SqlReport, SqlValidation } from '@/lib/wire/sql'
import { platformsOf } from './query-grid-words'

type Key = string
type Question = Pick<DraftQuery, 'query' | 'platform'>

const quietMs = 400
const tellEvery = 40
const triesMax = 3

const keyOf = ({ query, platform }: Question): Key => `${platform}\n${query}`

const askedOf = ({ query, platform }: Question): SqlValidation => ({
  query,
  platforms: [...(platformsOf(platform) ?? [])],
})

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** The browser's word; the server's where the browser cannot say. */
async function judge(question: Question, signal: AbortSignal): Promise<SqlReport | undefined> {
  for (let tries = 0; tries < triesMax && !signal.aborted; tries += 1) {
    const report = await browserCheck(askedOf(question))
    if (report) return report
    await pause(50)
  }
  return serverCheck(askedOf(question), signal).catch(() => undefined)
}

export type SqlChecks = {
  /** Undefined: not judged yet, or empty. */
  reportOf: (question: Question) => SqlReport | undefined
  pending: number
}

export function useSqlChecks(queries: readonly DraftQuery[]): SqlChecks {
  const known = useRef(new Map<Key, SqlReport>())
  const [round, setRound] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      let done = 0
      for (const query of queries) {
        if (stop.signal.aborted) return
        if (query.query.trim() === '' || known.current.has(keyOf(query))) continue
        const report = await judge(query, stop.signal)
        if (stop.signal.aborted) return
        if (report) known.current.set(keyOf(query), report)
        done += 1
        if (done % tellEvery === 0) setRound((value) => value + 1)
      }
      if (done > 0) setRound((value) => value + 1)
    }, quietMs)
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [queries])
  return useMemo(() => {
    const judged = round >= 0 ? known.current : new Map<Key, SqlReport>()
    const pending = queries.filter(
      (query) => query.query.trim() !== '' && !judged.has(keyOf(query)),
    ).length
    return { reportOf: (question) => judged.get(keyOf(question)), pending }
  }, [queries, round])
}
