// Arbitrary packs, rollouts of them and hosts, for properties of targeting.
import fc from 'fast-check'
import type { TargetingHost } from '@/lib/domain/targeting'
import type {
  PackDefinition,
  QueryDefinition,
  RolloutDefinition,
} from '@/lib/wire/pack-definitions'

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 })
const platform = fc.constantFrom('', 'darwin', 'linux', 'windows', 'posix', 'macos')
const share = fc.constantFrom(null, 0, 30, 60, 100)

const anyQuery = fc.record<QueryDefinition>({
  id: fc.integer({ min: 1, max: 999 }),
  name: fc.constantFrom('a', 'b', 'c', '7', '__proto__'),
  query_id: fc.constant(null),
  query: fc.constant('SELECT 1'),
  interval: fc.constant(60),
  snapshot: fc.boolean(),
  removed: fc.boolean(),
  denylist: fc.boolean(),
  platform,
  version: fc.constantFrom('', '5.0.0'),
  shard: share,
})

const anyContent = fc.record<PackDefinition>({
  id: fc.integer({ min: 1, max: 999 }),
  name: fc.constantFrom('p', 'q', '12', 'constructor'),
  revision: fc.integer({ min: 1, max: 4 }),
  disabled: fc.boolean(),
  team_id: fc.constantFrom(null, 1, 2),
  platform,
  version: fc.constant(''),
  shard: share,
  discovery: fc.constant([]),
  label_match: fc.constantFrom('any', 'all'),
  label_ids: ids,
  host_ids: ids,
  team_ids: ids,
  exclude_label_ids: ids,
  exclude_host_ids: ids,
  queries: fc.uniqueArray(anyQuery, { maxLength: 4, selector: ({ name }) => name }),
})

type Cohort = Pick<RolloutDefinition, 'share' | 'label_id'>

const anyCohort: fc.Arbitrary<Cohort | null> = fc.oneof(
  fc.constant(null),
  fc.record({ share: fc.integer({ min: 1, max: 99 }), label_id: fc.constant(null) }),
  fc.record({ share: fc.constant(null), label_id: fc.integer({ min: 1, max: 4 }) }),
)

/** Packs with names of their own; some have another revision on its way. */
const anyPack = fc
  .tuple(anyContent, anyContent, anyCohort)
  .map(([pack, other, cohort]): PackDefinition => {
    if (!cohort) return pack
    const { id, name, disabled, team_id } = pack
    const to = { ...other, id, name, disabled, team_id, revision: pack.revision + 1 }
    return { ...pack, rollout: { id: 1, ...cohort, to } }
  })

export const anyPacks = fc.uniqueArray(anyPack, { maxLength: 4, selector: ({ name }) => name })

export const anyHost = fc.record<TargetingHost>({
  id: fc.integer({ min: 1, max: 4 }),
  team_id: fc.constantFrom(null, 1, 2),
  platform: fc.constantFrom('darwin', 'linux', 'windows', 'freebsd', 'unknown'),
  hostname: fc.constantFrom('localhost', 'db01', 'web-01.example.com'),
  osquery_version: fc.constantFrom('5.23.1', ''),
  labels: ids,
})
