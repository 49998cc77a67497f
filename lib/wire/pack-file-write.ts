// A pack as a file of osquery: JSON that reads back to the same pack. Keys that nobody here knows are
// written out as they came; what osquery's format cannot say (tags, targets) is left out.
import type { ParsedPack, ParsedQuery } from '@/lib/wire/pack-file-shape'

type Line = [string, unknown]

const present = (members: Line[]): Line[] => members.filter(([, value]) => value !== null)

/** JSON already written. */
class Written {
  constructor(readonly text: string) {}
}

/** By hand, because an object would move keys that look like numbers to the front. */
function objectText(members: readonly Line[], indent: string): string {
  if (members.length === 0) return '{}'
  const inner = `${indent}  `
  const lines = members.map(([key, value]) => {
    const text = value instanceof Written ? value.text : JSON.stringify(value)
    return `${inner}${JSON.stringify(key)}: ${text}`
  })
  return `{\n${lines.join(',\n')}\n${indent}}`
}

/** A query's members but its SQL; what agents assume anyway is left out. */
export function scheduleMembers(query: Omit<ParsedQuery, 'library'>): Line[] {
  return present([
    ['interval', query.interval],
    ['snapshot', query.snapshot || null],
    ['removed', query.removed ? null : false],
    ['denylist', query.denylist ? null : false],
    ['disabled', query.disabled || null],
    ['platform', query.platform || null],
    ['version', query.version || null],
    ['shard', query.shard],
    ['description', query.description || null],
    ['value', query.value || null],
  ])
}

type PackFields = Pick<ParsedPack, 'description' | 'platform' | 'version' | 'shard' | 'discovery'>

export function packMembers(pack: PackFields): Line[] {
  return present([
    ['description', pack.description || null],
    ['platform', pack.platform || null],
    ['version', pack.version || null],
    ['shard', pack.shard],
    ['discovery', pack.discovery.length > 0 ? pack.discovery : null],
  ])
}

/** A pack as osquery's JSON; reading it under the same name gives the same pack. */
export function exportPackFile(
  pack: PackFields & Pick<ParsedPack, 'extra'> & { queries: Omit<ParsedQuery, 'library'>[] },
): string {
  const queries = pack.queries.map((query): Line => {
    const members: Line[] = [
      ['query', query.query],
      ...scheduleMembers(query),
      ...Object.entries(query.extra),
    ]
    return [query.name, new Written(objectText(members, '    '))]
  })
  const members: Line[] = [
    ...packMembers(pack),
    ...Object.entries(pack.extra),
    ['queries', new Written(objectText(queries, '  '))],
  ]
  return `${objectText(members, '')}\n`
}
