import { describe, expect, test } from 'vitest'
import { checkAgentOptions } from '@/lib/domain/agent-options-check'
import { mergeAgentOptions } from '@/lib/domain/agent-options-merge'
import { AppError } from '@/lib/wire/errors'
import type { JsonObject } from '@/lib/wire/settings'

const faultsOf = (options: JsonObject) => {
  try {
    checkAgentOptions({ config: { options } })
    return []
  } catch (error) {
    return error instanceof AppError ? error.errors : [error]
  }
}

describe('C39: options that an agent would ignore or misread are refused under their name', () => {
  test.each(['config_refresh', 'tls_hostname', 'carver_block_size', 'logger_plugin'])(
    '%s, a command-line flag',
    (name) => {
      expect(faultsOf({ [name]: 'x' })).toEqual([
        {
          name: `agent_options.config.options.${name}`,
          reason: expect.stringContaining('command-line'),
        },
      ])
    },
  )

  test.each<[string, JsonObject]>([
    ['a fraction', { distributed_interval: 1.5 }],
    ['text for a number', { distributed_interval: '10' }],
    ['a number for a switch', { logger_event_type: 1 }],
    ['an unknown name', { distributed_intervall: 10 }],
    ['an empty text', { logger_tls_endpoint: '' }],
    ['another delimiter', { pack_delimiter: '_' }],
  ])('%s', (_, options) => {
    expect(faultsOf(options)).toHaveLength(1)
  })

  test('what agents take is accepted', () => {
    expect(
      faultsOf({ distributed_interval: 10, logger_event_type: false, custom_site: 'x' }),
    ).toEqual([])
  })

  test('packs, schedules, unknown sections and odd decorator intervals are refused', () => {
    const check = () =>
      checkAgentOptions({
        config: { packs: {}, nonsense: {}, decorators: { interval: { '61': ['SELECT 1'] } } },
      })
    expect(check).toThrow(
      expect.objectContaining({
        errors: [
          expect.objectContaining({ name: 'agent_options.config.packs' }),
          expect.objectContaining({ name: 'agent_options.config.nonsense' }),
          expect.objectContaining({ name: 'agent_options.config.decorators.interval.61' }),
        ],
      }),
    )
  })
})

test('objects merge key by key, lists and scalars give way to the more specific, each with its source', () => {
  const { config, provenance } = mergeAgentOptions({
    organisation: {
      config: {
        options: { distributed_interval: 20, logger_tls_period: 30 },
        file_paths: { etc: ['/etc/%%'], home: ['/home/%%'] },
      },
      overrides: { platforms: { darwin: { options: { logger_tls_period: 60 } } } },
    },
    team: { name: 'Ops', options: { config: { file_paths: { etc: ['/private/etc/%%'] } } } },
    platform: 'darwin',
  })
  expect(config).toMatchObject({
    options: { distributed_interval: 20, logger_tls_period: 60, pack_delimiter: '/' },
    file_paths: { etc: ['/private/etc/%%'], home: ['/home/%%'] },
  })
  const source = (path: string) => provenance.find((leaf) => leaf.path === path)?.source
  expect(source('options.distributed_interval')).toBe('organisation')
  expect(source('options.logger_tls_period')).toBe('organisation, darwin')
  expect(source('options.pack_delimiter')).toBe('Muster')
  expect(source('file_paths.etc')).toBe('team Ops')
  expect(source('file_paths.home')).toBe('organisation')
})
