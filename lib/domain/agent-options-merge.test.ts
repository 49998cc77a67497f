import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeAgentOptions } from '@/lib/domain/agent-options-merge'
import type { JsonObject } from '@/lib/wire/settings'

const names = ['events_max', 'verbose', 'read_max', 'distributed_interval'] as const
const layer = fc.dictionary(fc.constantFrom(...names), fc.nat({ max: 9 }))

const optionsOf = (own: JsonObject, over: JsonObject) => ({
  config: { options: own },
  overrides: { platforms: { linux: { options: over }, darwin: { options: { read_max: 99 } } } },
})

test('whatever the layers hold, each option has the value of the most specific one and names it', () => {
  fc.assert(
    fc.property(layer, layer, layer, layer, (organisation, team, linux, teamLinux) => {
      const { config, provenance } = mergeAgentOptions({
        organisation: optionsOf(organisation, linux),
        team: { name: 'Ops', options: optionsOf(team, teamLinux) },
        platform: 'linux',
      })
      const layers = [
        { source: 'organisation', held: organisation },
        { source: 'team Ops', held: team },
        { source: 'organisation, linux', held: linux },
        { source: 'team Ops, linux', held: teamLinux },
      ]
      for (const name of names) {
        const last = layers.filter(({ held }) => held[name] !== undefined).at(-1)
        if (!last) continue
        expect(config.options).toHaveProperty(name, last.held[name])
        expect(provenance).toContainEqual({ path: `options.${name}`, source: last.source })
      }
      expect(new Set(provenance.map(({ path }) => path)).size).toBe(provenance.length)
    }),
  )
})
