// How a query of a file differs from the one of its name, in words; the same for API and pages.
import type { ImportChange } from '@/lib/wire/pack-import'

const shown = (value: ImportChange['from']): string => {
  if (value === '' || value === null) return 'none'
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)
}

function changeInWords({ field, from, to }: ImportChange): string {
  if (field === 'query') return 'with other SQL'
  if (field === 'interval') return `every ${to} s instead of ${from} s`
  if (field === 'description' || field === 'value') return `with another ${field}`
  const word = field === 'version' ? 'minimum version' : field === 'shard' ? 'share' : field
  return `${word} ${shown(to)} instead of ${shown(from)}`
}

/** "with other SQL, every 900 s instead of 3600 s"; what the file has comes first. */
export function changesInWords(changes: readonly ImportChange[]): string {
  return changes.map(changeInWords).join(', ')
}

/** "usb_devices is already in Hardware: the file has it with other SQL." */
export function differsInWords(
  query: string,
  pack: string,
  changes: readonly ImportChange[],
): string {
  return `${query} is already in ${pack}; the file has it ${changesInWords(changes)}`
}
