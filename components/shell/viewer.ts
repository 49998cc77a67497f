// What the frame knows about the person at the keyboard, passed down by the console's layout.

export type ShellTeam = { id: number; name: string }

export type ShellViewer = {
  name: string
  email: string
  teams: readonly ShellTeam[]
}
