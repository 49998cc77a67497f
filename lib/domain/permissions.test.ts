import { describe, expect, test } from 'vitest'
import {
  type Action,
  authorize,
  type CheckNote,
  permits,
  roleGives,
  rules,
  teamScope,
  withCheckNote,
} from '@/lib/domain/permissions'
import { Role, type Viewer } from '@/lib/wire/roles'

/** observer, observer_plus, maintainer, admin, gitops. Written out, so that a change is seen. */
const table: Record<Action, string> = {
  'me:read': 'yyyyy',
  'me:write': 'yyyyy',
  'hosts:read': 'yyyy-',
  'hosts:refetch': 'yyyy-',
  'hosts:write': '--yy-',
  'labels:read': 'yyyy-',
  'labels:write': '--yyy',
  'queries:read': 'yyyy-',
  'queries:write': '--yyy',
  'packs:read': 'yyyy-',
  'packs:write': '--yyy',
  'results:read': 'yyyy-',
  'results:write': '--yy-',
  'campaigns:read': 'yyyy-',
  'campaigns:run_saved': 'yyyy-',
  'campaigns:run_sql': '-yyy-',
  'campaigns:run_denied_tables': '---y-',
  'campaigns:run_many': 'yyyy-',
  'campaigns:stop_own': 'yyyy-',
  'campaigns:stop_others': '--yy-',
  'secrets:read': '--yy-',
  'secrets:write': '--yyy',
  'options:read': '--yyy',
  'options:write': '---yy',
  'options:move': '---yy',
  'carves:read': '--yy-',
  'carves:write': '--yy-',
  'destinations:read': '---y-',
  'destinations:write': '---y-',
  'teams:read': 'yyyyy',
  'teams:write': '---y-',
  'members:write': '---y-',
  'users:read': '---y-',
  'users:write': '---y-',
  'tokens:read_all': '---y-',
  'settings:read': '--yyy',
  'settings:write': '---y-',
  'activities:read': '---y-',
}

const actions = Object.keys(rules) as Action[]

const viewer = (roles: Partial<Viewer>): Viewer => ({
  user_id: 1,
  name: 'Ada',
  email: 'ada@example.com',
  global_role: null,
  teams: [],
  via: 'session',
  ...roles,
})

const inTeam = (role: Role) => viewer({ teams: [{ id: 1, role }] })
const codeOf = (run: () => void): string => {
  try {
    run()
    return 'allowed'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'thrown'
  }
}

describe('permissions', () => {
  test.each(Object.entries(table))('%s is given to exactly these roles: %s', (action, marks) => {
    const given = Role.options.map((role) => (roleGives(role, action as Action) ? 'y' : '-'))
    expect(given.join('')).toBe(marks)
  })

  test('every action is in the table, and none besides', () => {
    expect(Object.keys(table).sort()).toEqual([...actions].sort())
  })

  test('a global role decides the same for objects of every team and of none', () => {
    for (const role of Role.options)
      for (const action of actions)
        for (const team_id of [null, 1, 2])
          expect(permits(viewer({ global_role: role }), action, { team_id })).toBe(
            roleGives(role, action),
          )
  })

  test('a role in a team never reaches into another team, and hides what is there', () => {
    for (const role of Role.options)
      for (const action of actions) {
        expect(permits(inTeam(role), action, { team_id: 2 })).toBe(false)
        expect(codeOf(() => authorize(inTeam(role), action, { team_id: 2 }))).toBe('not_found')
      }
  })

  test('a role in a team decides in that team, except about the installation', () => {
    for (const role of Role.options)
      for (const action of actions)
        expect(permits(inTeam(role), action, { team_id: 1 })).toBe(
          roleGives(role, action) && !('global' in rules[action]),
        )
  })

  test('of objects of no team, a role in a team sees only what all teams share', () => {
    const seen = actions.filter((action) => permits(inTeam('admin'), action, { team_id: null }))
    expect(seen).toEqual(['labels:read', 'queries:read', 'packs:read', 'campaigns:run_saved'])
  })

  test('somebody without any role may do nothing', () => {
    for (const action of actions) expect(permits(viewer({}), action, 'any')).toBe(false)
  })

  test('a token does only what its scopes name, whatever its owner may do', () => {
    const token = viewer({ global_role: 'admin', via: 'token', token_id: 1, scopes: ['read'] })
    expect(permits(token, 'hosts:read', { team_id: 1 })).toBe(true)
    expect(permits(token, 'packs:write', { team_id: 1 })).toBe(false)
    expect(permits(token, 'campaigns:run_sql', { team_id: 1 })).toBe(false)
    expect(permits(token, 'users:read', { team_id: null })).toBe(false)
    expect(teamScope(token, 'users:read')).toEqual({ team_ids: [], shared: false })
  })

  test('a list is narrowed to the teams in which the role gives the action', () => {
    const mixed = viewer({
      teams: [
        { id: 1, role: 'observer' },
        { id: 2, role: 'gitops' },
      ],
    })
    expect(teamScope(mixed, 'hosts:read')).toEqual({ team_ids: [1], shared: false })
    expect(teamScope(mixed, 'packs:read')).toEqual({ team_ids: [1], shared: true })
    expect(teamScope(viewer({ global_role: 'observer' }), 'hosts:read')).toEqual({ all: true })
    expect(teamScope(viewer({ global_role: 'gitops' }), 'hosts:read')).toEqual({
      team_ids: [],
      shared: false,
    })
  })

  test('a check and a refusal are noted for the door', async () => {
    const note: CheckNote = { checked: false, denials: [] }
    const target = { team_id: null }
    await withCheckNote(note, async () => {
      codeOf(() => authorize(inTeam('observer'), 'settings:write', target))
    })
    expect(note).toEqual({ checked: true, denials: [{ action: 'settings:write', target }] })
  })
})
