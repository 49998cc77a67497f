// osquery's own shapes: the file of one pack, which does not hold its name, and a configuration with
// a schedule and several packs. The first of two of one name counts, as with agents.
import { invalidField } from '@/lib/wire/errors'
import type { PackWarning } from '@/lib/wire/pack-file-fields'
import { JsonMap, type JsonValue } from '@/lib/wire/pack-file-json'

type Member = [name: string, pack: JsonMap]

/** The packs of a configuration; the member "*" holds further ones. */
function packMembers(packs: JsonMap, warnings: PackWarning[]): Member[] {
  for (const name of new Set(packs.repeated)) {
    const message = `The pack "${name}" is given twice; the first one counts`
    warnings.push({ code: 'duplicate_pack', message })
  }
  return Array.from(packs).flatMap(([name, value]): Member[] => {
    if (value instanceof JsonMap) {
      return name === '*' ? packMembers(value, warnings) : [[name, value]]
    }
    const message = `The pack "${name}" is not in this file; import its own file`
    warnings.push({ code: 'outside_pack', message })
    return []
  })
}

/** Not under main, the agents' own name for the schedule, which a pack must not take. */
function scheduleAsPack(schedule: JsonMap, name: string, warnings: PackWarning[]): Member {
  const message = `The schedule becomes the pack "${name}", so its queries change their full names`
  warnings.push({ code: 'schedule', message })
  return [name, new JsonMap([['queries', schedule]])]
}

/** The first of each name. */
export function firstOfName<One>(
  members: readonly (readonly [string, One])[],
  warnings: PackWarning[],
): [string, One][] {
  const byName = new Map<string, One>()
  for (const [name, one] of members) {
    if (!byName.has(name)) byName.set(name, one)
    else {
      const message = `The pack "${name}" is given twice; the first one counts`
      warnings.push({ code: 'duplicate_pack', message })
    }
  }
  return [...byName]
}

function configMembers(root: JsonMap, name: string, warnings: PackWarning[]): Member[] {
  const packs = root.get('packs')
  const schedule = root.get('schedule')
  const members = packs instanceof JsonMap ? packMembers(packs, warnings) : []
  if (schedule instanceof JsonMap && schedule.size > 0) {
    members.unshift(scheduleAsPack(schedule, name, warnings))
  }
  return firstOfName(members, warnings)
}

/**
 * The packs of a file by name; `name` is that of a pack which the file does not name.
 * @throws AppError `invalid` for `content` when there is none, for `name` when it is needed.
 */
export function configPacks(
  root: JsonValue,
  name: string | undefined,
  warnings: PackWarning[],
): Member[] {
  if (!(root instanceof JsonMap)) throw invalidField('content', 'must be a JSON object')
  if (root.has('queries')) {
    if (!name) throw invalidField('name', 'is needed: the file of one pack does not hold its name')
    return [[name, root]]
  }
  const members = configMembers(root, name ?? 'schedule', warnings)
  if (members.length > 0) return members
  const outside = warnings.find((warning) => warning.code === 'outside_pack')
  throw invalidField('content', outside?.message ?? 'holds neither "queries" nor "packs"')
}
