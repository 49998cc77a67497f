// What is known of a query that compiles, for those who warn; and a warning at its place.
import type { Presence } from '@/lib/sql/absence'
import type { Engine } from '@/lib/sql/engine'
import { placeOf } from '@/lib/sql/lexemes'
import type { Span } from '@/lib/sql/names'
import type { Scope } from '@/lib/sql/scope'
import type { Text } from '@/lib/sql/text'
import type { TablePlatform } from '@/lib/wire/platforms'
import type { SqlFix, SqlWarning } from '@/lib/wire/sql'

export type Judged = {
  engine: Engine
  text: Text
  scopes: readonly Scope[]
  /** As the query uses them, older names too. */
  names: readonly string[]
  presence: Presence
  platforms: readonly TablePlatform[]
  /** Tables that take an administrator to ask for; real names. */
  denied: ReadonlySet<string>
}

/** Of one kind; finding the place of each takes time. */
export const notedMost = 50

export function warningAt(
  { sql }: Text,
  { code, message, span, fix }: { code: string; message: string; span?: Span; fix?: SqlFix },
): SqlWarning {
  const place = span && { ...placeOf(sql, span.from), length: Math.max(1, span.to - span.from) }
  return { code, message, ...place, ...(fix ? { fix } : {}) }
}
