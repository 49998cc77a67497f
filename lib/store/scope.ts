// The one way a list keeps inside the teams its reader may see: a forgotten scope does not compile.
import type { TeamScope } from '@/lib/wire/roles'

/**
 * A condition that keeps rows inside the scope, its parameter numbered `first`:
 * `scopeSql(scope, 'h.team_id', 3)` → `{ text: 'h.team_id = ANY($3::int[])', values: [[1, 2]] }`.
 * `column` is ours, never from outside.
 */
export function scopeSql(
  scope: TeamScope,
  column: string,
  first: number,
): { text: string; values: unknown[] } {
  if ('all' in scope) return { text: 'true', values: [] }
  const own = `${column} = ANY($${first}::int[])`
  return {
    text: scope.shared ? `(${own} OR ${column} IS NULL)` : own,
    values: [scope.team_ids],
  }
}
