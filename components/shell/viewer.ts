// What the frame knows about the person at the keyboard, passed down by the console's layout.

export type ShellTeam = { id: number; name: string }

export type ShellViewer = {
  name: string
  email: string
  teams: readonly ShellTeam[]
  /** Paths of pages that this person's role does not reach. */
  withheld: readonly string[]
  /** Sections of Settings that this person has, for the palette. */
  settings: readonly { label: string; path: string }[]
}
