// What the checker found, in the order and the words of the editor's list. Pure.
import type { SqlFix, SqlReport } from '@/lib/wire/sql'
import type { Place } from './editor-handle'

export type Finding = {
  message: string
  severity: 'error' | 'warning'
  place?: Place
  length?: number
  fix?: SqlFix
}

/** Tables, columns and functions that Muster does not know may come from an agent's extension. */
const mayBeAnExtension = /^no such (table|column|function)/i

type Found = {
  message: string
  line?: number | undefined
  column?: number | undefined
  length?: number | undefined
  fix?: SqlFix | undefined
}

const unseen = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g

/** A complaint quotes the text: what would turn or hide its words is shown by its code. */
const seen = (message: string): string =>
  message.replace(
    unseen,
    (one) => `⟨U+${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  )

function findingOf(found: Found, severity: Finding['severity']): Finding {
  const { message, line, column, length, fix } = found
  return {
    message: seen(message),
    severity,
    ...(line !== undefined && column !== undefined ? { place: { line, column } } : {}),
    ...(length !== undefined ? { length } : {}),
    ...(fix ? { fix } : {}),
  }
}

/** Errors first; where extensions may be, an unknown name does not block. */
export function findingsOf(
  { errors, warnings }: Pick<SqlReport, 'errors' | 'warnings'>,
  extensions = false,
): Finding[] {
  const judged = errors.map((error) => {
    if (!extensions || !mayBeAnExtension.test(error.message)) return findingOf(error, 'error')
    const message = `${error.message} (unless an extension of the agent brings it)`
    return findingOf({ ...error, message }, 'warning')
  })
  return [...judged, ...warnings.map((warning) => findingOf(warning, 'warning'))]
}

/** The first that keeps the query from being saved or run. */
export const blockingFinding = (findings: readonly Finding[]): Finding | undefined =>
  findings.find(({ severity }) => severity === 'error')
