// Hears whatever a client library writes past our log: to the console or the streams behind it.

/** Starts to listen; `said` is what was written meanwhile, `stop` gives the console back. */
export function listenToConsole(): { said: string[]; stop: () => void } {
  const said: string[] = []
  const { log, info, warn, error, debug } = console
  const hear = (...parts: unknown[]) => void said.push(parts.map(String).join(' '))
  Object.assign(console, { log: hear, info: hear, warn: hear, error: hear, debug: hear })
  const warned = (warning: Error) => void said.push(warning.message)
  process.on('warning', warned)
  const stop = () => {
    Object.assign(console, { log, info, warn, error, debug })
    process.off('warning', warned)
  }
  return { said, stop }
}
