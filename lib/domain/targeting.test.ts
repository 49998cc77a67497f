import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Configuration } from '@/lib/domain/configuration'
import { explainPack } from '@/lib/domain/host-explanations'
import { fullName, servedQueries } from '@/lib/domain/rendering'
import { isReached, reach, type TargetingHost } from '@/lib/domain/targeting'
import { anyHost, anyPacks } from '@/lib/testing/any-packs'
import type { PackDefinition, QueryDefinition } from '@/lib/wire/pack-definitions'

const host: TargetingHost = {
  id: 1,
  team_id: 7,
  platform: 'linux',
  hostname: 'db01',
  osquery_version: '5.23.1',
  labels: [10, 11],
}

const query: QueryDefinition = {
  id: 1,
  name: 'users',
  query_id: null,
  query: 'SELECT * FROM users',
  interval: 60,
  snapshot: false,
  removed: true,
  denylist: true,
  platform: '',
  version: '',
  shard: null,
}

const pack: PackDefinition = {
  id: 1,
  name: 'base',
  revision: 1,
  disabled: false,
  team_id: null,
  platform: '',
  version: '',
  shard: null,
  discovery: [],
  label_match: 'any',
  label_ids: [10],
  host_ids: [],
  team_ids: [],
  exclude_label_ids: [],
  exclude_host_ids: [],
  queries: [query],
}

describe('a pack reaches a host', () => {
  test.each<[string, Partial<PackDefinition>, boolean]>([
    ['in any of its labels', { label_ids: [99, 10] }, true],
    ['not when it has no target', { label_ids: [] }, false],
    ['not when it is off, whatever its targets', { disabled: true, host_ids: [1] }, false],
    ['when named, without any label', { label_ids: [], host_ids: [1] }, true],
    ['when its team is named', { label_ids: [], team_ids: [7] }, true],
    ['not of another team', { team_id: 8 }, false],
    ['of its own team', { team_id: 7 }, true],
    ['not in only one of all labels', { label_match: 'all', label_ids: [10, 99] }, false],
    ['in all of its labels', { label_match: 'all', label_ids: [10, 11] }, true],
    [
      'not when a label excludes it, though named',
      { host_ids: [1], exclude_label_ids: [11] },
      false,
    ],
    ['not when excluded by name', { exclude_host_ids: [1] }, false],
    ['within the sample (bucket 47)', { shard: 47 }, true],
    ['not outside the sample', { shard: 46 }, false],
    ['of its platform', { platform: 'posix' }, true],
    ['not of another platform', { platform: 'darwin' }, false],
    ['whatever the version, which the agent decides', { version: '9.0.0' }, true],
  ])('%s', (_, change, scheduled) => {
    expect(reach(host, { ...pack, ...change }).scheduled).toBe(scheduled)
  })

  test('with every rule told in the order of the rules', () => {
    const { steps } = reach(host, { ...pack, version: '5.0.0', discovery: ['SELECT 1'] })
    expect(steps.map(({ rule, outcome }) => [rule, outcome])).toEqual([
      ['enabled', 'passed'],
      ['team', 'passed'],
      ['target', 'passed'],
      ['exclude', 'passed'],
      ['sample', 'passed'],
      ['platform', 'passed'],
      ['version', 'predicted'],
      ['discovery', 'predicted'],
    ])
  })
})

const known = {
  names: { label: (id: number) => `label ${id}`, team: (id: number) => `team ${id}` },
  labels: new Map(),
  held: { pack_id: 1, revision: 9, draft: true, names: ['a', 'only drafted'], off: ['b', 'off'] },
}

test('the explanation and the configuration never disagree, rollouts and absent queries included', () => {
  fc.assert(
    fc.property(anyPacks, fc.array(anyHost, { minLength: 1, maxLength: 5 }), (given, hosts) => {
      const source = { version: 1, organisation: {}, teams: [], labels: [], packs: given }
      const configuration = new Configuration(source)
      for (const one of hosts) {
        const { body, names } = configuration.renderFor(one, null)
        const served: { packs: Record<string, { queries: object }> } = JSON.parse(body)
        for (const each of given) {
          const inBody = Object.hasOwn(served.packs, each.name)
            ? Object.keys(served.packs[each.name]?.queries ?? {})
            : []
          const explained = explainPack(one, each, known)
          expect(isReached(one, each)).toBe(explained.scheduled)
          const told = explained.queries.map(({ name }) => name)
          expect(new Set(told).size).toBe(told.length)
          expect(told).toEqual(expect.arrayContaining([...inBody, 'only drafted', 'off']))
          for (const { name, scheduled, steps } of explained.queries) {
            const ladder = [...explained.steps, ...steps]
            expect(ladder.every(({ outcome }) => outcome !== 'failed')).toBe(scheduled)
            expect(inBody.includes(name)).toBe(scheduled)
            expect(Object.hasOwn(names, fullName(each.name, name))).toBe(scheduled)
          }
        }
      }
    }),
  )
})

const at = (packs: PackDefinition[]) =>
  new Configuration({ version: 1, organisation: {}, teams: [], labels: [], packs })

test('a change of a pack changes the bytes of every host that gets it, and of no other', () => {
  const changed = (pack: PackDefinition): PackDefinition => ({
    ...pack,
    queries: pack.queries.map((each) => ({ ...each, interval: each.interval * 2 })),
  })
  fc.assert(
    fc.property(anyPacks, fc.array(anyHost, { minLength: 1, maxLength: 5 }), (given, hosts) => {
      const [first, ...rest] = given
      if (!first) return
      const both = first.rollout
        ? { ...changed(first), rollout: { ...first.rollout, to: changed(first.rollout.to) } }
        : changed(first)
      const [before, after] = [at(given), at([both, ...rest])]
      for (const one of hosts) {
        const gets = explainPack(one, first, known).queries.some(({ scheduled }) => scheduled)
        const same = before.renderFor(one, null).body === after.renderFor(one, null).body
        expect(same).toBe(!gets)
      }
    }),
  )
})

test('hosts that get all of a sampled pack and hosts that get none of it never share a configuration', () => {
  const sampled = { ...pack, queries: [{ ...query, shard: 30 }] }
  const configuration = at([sampled])
  const hostnames = Array.from({ length: 50 }, (_, n) => `host-${n}`)
  for (const hostname of hostnames) {
    const { names } = configuration.renderFor({ ...host, hostname }, null)
    const isServed = Object.hasOwn(names, fullName('base', 'users'))
    expect(isServed).toBe(servedQueries({ ...host, hostname }, sampled).length > 0)
  }
})
