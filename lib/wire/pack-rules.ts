// What osquery demands of names, intervals and platforms in a pack. Shared by the API, the editor and
// the importer, so that all three say the same. Each check returns the reason, or null when all is well.

const reservedEndings = ['epoch', 'counter']
const reservedStarts = ['query.', 'cache.', 'config_views.']
const controlCharacter = /\p{Cc}/u

export const intervalSecondsMin = 1
/** One week, the agent's own limit. */
export const intervalSecondsMax = 604_800

/**
 * Why a pack or query must not bear this name. Reserved affixes are refused by agents ≥ 5.19 and
 * corrupt the state of older ones; colons corrupt the persisted denylist.
 */
export function checkQueryName(name: string): string | null {
  if (name === '') return 'must not be empty'
  if (name.length > 255) return 'must have at most 255 characters'
  if (name.includes(':')) return 'must not contain a colon: it corrupts the denylist of agents'
  if (controlCharacter.test(name)) return 'must not contain control characters'
  if (!name.isWellFormed()) return 'must be well-formed text'
  const ending = reservedEndings.find((word) => name.endsWith(word))
  if (ending) return `must not end in "${ending}": agents keep state under such names`
  const start = reservedStarts.find((word) => name.startsWith(word))
  if (start) return `must not start with "${start}": agents keep state under such names`
  return null
}

/** As for a query, whose full name it begins; `main` is what agents call the schedule. */
export function checkPackName(name: string): string | null {
  return name === 'main' ? 'must not be "main": agents call the schedule so' : checkQueryName(name)
}

/** Why a value is not an interval that every agent takes: a whole number of seconds, 1 to 604,800. */
export function checkInterval(value: unknown): string | null {
  if (typeof value !== 'number' || !Number.isInteger(value))
    return 'must be a whole number of seconds'
  if (value < intervalSecondsMin || value > intervalSecondsMax)
    return `must be from ${intervalSecondsMin} to 604,800 seconds`
  return null
}

const platformWords = ['linux', 'ubuntu', 'centos', 'posix', 'darwin', 'windows', 'freebsd']
const corrections: ReadonlyMap<string, string> = new Map([
  ['macos', 'darwin'],
  ['mac', 'darwin'],
  ['osx', 'darwin'],
  ['win', 'windows'],
  ['win32', 'windows'],
])

/**
 * A platform text with the slips that people make mended (`macos`, `Darwin`), because agents compare
 * case-sensitively and would never run it. Words nobody knows stay; `checkPlatform` tells of them.
 */
export function normalisePlatform(text: string): string {
  return text
    .split(/([\s,]+)/)
    .map((part) => {
      const word = part.toLowerCase()
      const known = corrections.get(word)
      if (known) return known
      return platformWords.includes(word) || word === 'any' || word === 'all' ? word : part
    })
    .join('')
    .trim()
}

/** Why something with this platform text would run nowhere, or not where its author thinks. */
export function checkPlatform(text: string): string | null {
  if (text === '' || text === 'null' || text.includes('any') || text.includes('all')) return null
  if (platformWords.some((word) => text.includes(word))) return null
  return `"${text}" matches no platform, so no agent runs it (darwin, linux, windows, freebsd, posix)`
}
