// What every change of packs, options or teams ends with: configurations that agents would drop for
// their size are refused, and everyone is told. Wake `configuration` after the commit.
import { recordChange } from '@/lib/bus/bus'
import { Configuration } from '@/lib/domain/configuration'
import { detailFor } from '@/lib/domain/pack-reach'
import { render, type Selection } from '@/lib/domain/rendering'
import { contentsUnderWay } from '@/lib/domain/targeting'
import { findConfigurationSource } from '@/lib/store/configuration'
import type { Tx } from '@/lib/store/db'
import { listHostShapes } from '@/lib/store/host-shapes'
import { updateConfigurationVersion } from '@/lib/store/settings'
import { AppError } from '@/lib/wire/errors'
import type { PackDefinition } from '@/lib/wire/pack-definitions'

/** Agents before 5.24 drop a configuration over 1 MiB; this leaves room for what options may add. */
export const configurationBytesMax = 900_000

const alone = (pack: PackDefinition): Selection => ({
  options: {},
  packs: [{ pack, queries: pack.queries }],
  platform: 'unknown',
})

function tooLarge(name: string, bytes: number, what: string): AppError {
  const reason = `${what} would be ${bytes.toLocaleString('en')} bytes; agents take at most ${configurationBytesMax.toLocaleString('en')}`
  return new AppError('invalid', `Pack ${name}: ${reason}`, {
    errors: [{ name: 'pack', reason: `${name}: ${reason}` }],
  })
}

/**
 * Throws `invalid`, naming the pack that does it, when the state of this transaction would give any
 * host a configuration over the limit. Looks host by host only when all packs together could exceed it.
 */
async function refuseOversize(tx: Tx, packIds: number[]): Promise<void> {
  const source = await findConfigurationSource(tx)
  const changed = source.packs.filter(({ id }) => packIds.includes(id))
  for (const pack of changed.flatMap(contentsUnderWay)) {
    const { body_bytes } = render(alone(pack))
    if (body_bytes > configurationBytesMax) throw tooLarge(pack.name, body_bytes, 'it alone')
  }
  const enabled = source.packs.filter(({ disabled }) => !disabled).flatMap(contentsUnderWay)
  const all = enabled.reduce((sum, pack) => sum + render(alone(pack)).body_bytes, 0)
  const options = Buffer.byteLength(JSON.stringify([source.organisation, source.teams]))
  if (all + options <= configurationBytesMax) return
  const configuration = new Configuration(source)
  const detail = detailFor(source.packs.filter(({ disabled }) => !disabled))
  for (const shape of await listHostShapes(detail, tx)) {
    const { body_bytes } = configuration.renderFor(shape, null)
    if (body_bytes <= configurationBytesMax) continue
    const name = changed[0]?.name ?? 'agent options'
    throw tooLarge(name, body_bytes, 'the configuration of a host')
  }
}

/**
 * Seals a change of what decides configurations, in its transaction. `packIds` are the packs changed,
 * whom a refusal names.
 */
export async function sealConfiguration(tx: Tx, packIds: number[] = []): Promise<void> {
  await refuseOversize(tx, packIds)
  await updateConfigurationVersion(tx)
  await recordChange(tx, 'configuration')
}
