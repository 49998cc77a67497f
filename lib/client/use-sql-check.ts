// What is known of a query while it is typed: this browser's own checker first, the server's word last.
// A server that does not answer leaves the browser's answer standing.
import { useEffect, useMemo, useState } from 'react'
import { type TablePlatform, tablePlatforms } from '@/lib/wire/platforms'
import { type SqlReport, type SqlValidation, SqlVerdict } from '@/lib/wire/sql'
import { type ApiFailure, api } from './api'
import { browserCheck } from './sql-checker'
import { useSettled } from './use-settled'

export type SqlCheck = {
  /** Checked: the report is about the text as it is now. */
  state: 'checking' | 'checked'
  report: SqlReport
  /** The text that the report is about. */
  about: string
  by: 'nobody' | 'browser' | 'server'
  /** Why the server said nothing. */
  failure: ApiFailure | undefined
}

type Answer = { asked: SqlValidation; report: SqlReport }

const serverMs = 300
const everywhere: readonly TablePlatform[] = []
const noParameters: readonly string[] = []

/** The report of an empty text: nothing to say. */
export const blankReport: SqlReport = {
  valid: false,
  errors: [],
  tables: [],
  platforms: { darwin: true, linux: true, windows: true },
  absent: { darwin: [], linux: [], windows: [] },
  warnings: [],
}

function useAsked(
  sql: string,
  platforms: readonly TablePlatform[],
  parameters: readonly string[],
): SqlValidation {
  // By name, so that a list made anew at each drawing asks nothing anew.
  const names = platforms.join(' ')
  const values = parameters.join('\n')
  return useMemo(
    () => ({
      query: sql,
      ...(names ? { platforms: tablePlatforms.filter((name) => names.includes(name)) } : {}),
      ...(values ? { parameters: values.split('\n') } : {}),
    }),
    [sql, names, values],
  )
}

function useBrowserAnswer(asked: SqlValidation): Answer | undefined {
  const [answer, setAnswer] = useState<Answer>()
  useEffect(() => {
    if (asked.query.trim() === '') return
    let current = true
    browserCheck(asked).then(
      (report) => {
        if (current && report) setAnswer({ asked, report })
      },
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [asked])
  return answer
}

/** The server's word on a text, for what must be sure before it goes on. */
export const serverCheck = (asked: SqlValidation, signal?: AbortSignal): Promise<SqlReport> =>
  api(SqlVerdict, '/api/v1/fleet/queries/validate', {
    method: 'POST',
    body: asked,
    ...(signal ? { signal } : {}),
  })

/** Checks the text as it changes; an empty one is not asked about. */
export function useSqlCheck(
  sql: string,
  platforms: readonly TablePlatform[] = everywhere,
  { parameters = noParameters }: { parameters?: readonly string[] } = {},
): SqlCheck {
  const asked = useAsked(sql, platforms, parameters)
  const blank = sql.trim() === ''
  const own = useBrowserAnswer(asked)
  const server = useSettled(blank ? undefined : asked, serverMs, serverCheck)
  const { answer, failure } = server
  const word: Answer | undefined = answer && { asked: answer.about, report: answer.value }
  if (blank) return { state: 'checked', report: blankReport, about: sql, by: 'nobody', failure }
  const by = word?.asked === asked ? 'server' : own?.asked === asked ? 'browser' : 'nobody'
  const shown = by === 'server' ? word : by === 'browser' ? own : (own ?? word)
  const state = by === 'nobody' && !failure ? 'checking' : 'checked'
  const report = shown?.report ?? blankReport
  return { state, report, about: shown?.asked.query ?? '', by, failure }
}
