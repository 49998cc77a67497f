// The platforms that agents run on, by osquery's own names.

/** Those that Muster tells apart. */
export const platforms = ['darwin', 'linux', 'windows', 'freebsd'] as const
export type Platform = (typeof platforms)[number] | 'unknown'

/** Those whose tables osquery describes. */
export const tablePlatforms = ['darwin', 'linux', 'windows'] as const
export type TablePlatform = (typeof tablePlatforms)[number]

/** As people call them. */
export const platformNames = { darwin: 'macOS', linux: 'Linux', windows: 'Windows' } as const

/** A stored platform name, or unknown. */
export function platformName(name: string): Platform {
  return platforms.find((platform) => platform === name) ?? 'unknown'
}
