// One search over nouns: a few of each by name, the closest first. Scopes are the caller's to give.
import { sql } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { SearchHit } from '@/lib/wire/frame'
import { containing } from '@/lib/wire/paging'
import type { TeamScope } from '@/lib/wire/roles'

const each = 5

/** Names that begin with the text come before names that merely hold it. */
const closest = (name: string) => `lower(${name}) LIKE lower($2) || '%' DESC, lower(${name})`

export function searchHosts(text: string, scope: TeamScope): Promise<SearchHit[]> {
  const within = scopeSql(scope, 'h.team_id', 3)
  const name = "coalesce(nullif(h.display_name, ''), nullif(h.hostname, ''), h.uuid)"
  return sql<SearchHit>(
    'people',
    `SELECT h.id, ${name} AS name, concat_ws(', ', nullif(h.platform, ''),
       nullif(h.hardware_serial, ''), nullif(s.address, '')) AS detail
     FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id
     WHERE (h.hostname ILIKE $1 OR h.display_name ILIKE $1 OR h.uuid ILIKE $1
       OR h.hardware_serial ILIKE $1 OR s.address ILIKE $1) AND ${within.text}
     ORDER BY ${closest(name)}, h.id LIMIT ${each}`,
    [containing(text), text, ...within.values],
  )
}

export function searchPacks(text: string, scope: TeamScope): Promise<SearchHit[]> {
  const within = scopeSql(scope, 'p.team_id', 3)
  return sql<SearchHit>(
    'people',
    `SELECT p.id, p.name, CASE WHEN p.disabled THEN 'off' ELSE 'on' END AS detail FROM packs p
     WHERE p.name ILIKE $1 AND ${within.text} ORDER BY ${closest('p.name')}, p.id LIMIT ${each}`,
    [containing(text), text, ...within.values],
  )
}

export function searchQueries(text: string, scope: TeamScope): Promise<SearchHit[]> {
  const within = scopeSql(scope, 'q.team_id', 3)
  return sql<SearchHit>(
    'people',
    `SELECT q.id, q.name, left(q.query, 80) AS detail FROM queries q
     WHERE (q.name ILIKE $1 OR q.query ILIKE $1) AND ${within.text}
     ORDER BY ${closest('q.name')}, q.id LIMIT ${each}`,
    [containing(text), text, ...within.values],
  )
}

/** Labels belong to no team. */
export function searchLabels(text: string): Promise<SearchHit[]> {
  return sql<SearchHit>(
    'people',
    `SELECT l.id, l.name, l.kind::text AS detail FROM labels l WHERE l.name ILIKE $1
     ORDER BY ${closest('l.name')}, l.id LIMIT ${each}`,
    [containing(text), text],
  )
}

/** `teams` narrows to people with a role in one of them; undefined is everybody. */
export function searchUsers(text: string, teams: number[] | undefined): Promise<SearchHit[]> {
  return sql<SearchHit>(
    'people',
    `SELECT u.id, u.name, u.email AS detail FROM users u
     WHERE (u.name ILIKE $1 OR u.email ILIKE $1) AND ($3::int[] IS NULL OR EXISTS (
       SELECT 1 FROM user_teams t WHERE t.user_id = u.id AND t.team_id = ANY($3)))
     ORDER BY ${closest('u.name')}, u.id LIMIT ${each}`,
    [containing(text), text, teams ?? null],
  )
}
