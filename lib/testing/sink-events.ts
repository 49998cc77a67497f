// Lines for tests of sinks, and what every sink must keep to itself.
import type { SinkEvent } from '@/lib/sinks/sink'

/** An event as the worker makes it, with that number in its text and key. */
export function sinkEvent(number: number, given: Partial<SinkEvent> = {}): SinkEvent {
  const key = `key-${number}`
  const text = JSON.stringify({
    name: 'pack/base/users',
    hostIdentifier: 'host-1',
    unixTime: 1_795_000_000 + number,
    action: 'added',
    columns: { username: `user ${number}`, shell: '/bin/sh' },
    muster: { id: number, key },
  })
  const at = new Date(Date.UTC(2026, 10, 22, 13, 0, number % 60))
  return { key, text, kind: 'result', pack: 'base', query: 'users', host: 'host-1', at, ...given }
}

export const sinkEvents = (count: number, from = 0, given: Partial<SinkEvent> = {}) =>
  Array.from({ length: count }, (_, at) => sinkEvent(from + at, given))

/** A signal that nobody aborts. */
export const unhurried = () => new AbortController().signal

/** What a rejected send said, with everything that may reach a log. */
export async function faultOfSend(
  sent: Promise<unknown>,
): Promise<{ name: string; words: string }> {
  try {
    await sent
    return { name: 'none', words: '' }
  } catch (error) {
    if (!(error instanceof Error)) return { name: typeof error, words: String(error) }
    return { name: error.name, words: error.message }
  }
}
