// Names that depend on the line: `{pack}`, `{query}`, `{host}`, `{kind}` and the time of receipt in UTC.
// Hosts and packs are named by others, so every value is made harmless for the place it goes to.
import type { SinkEvent } from '@/lib/sinks/sink'

/** A value as that place can take it: one word, none of the characters with a meaning there. */
export type Harmless = (value: string) => string

function meaningOf(word: string, event: SinkEvent): string {
  const at = event.at.toISOString()
  const values: Record<string, string | null> = {
    kind: event.kind,
    pack: event.pack,
    query: event.query,
    host: event.host,
    date: at.slice(0, 10),
    year: at.slice(0, 4),
    month: at.slice(5, 7),
    day: at.slice(8, 10),
    hour: at.slice(11, 13),
  }
  return values[word] ?? ''
}

/** The template for each line; what has no value (an ad hoc query's pack) becomes `none`. */
export function templated(template: string, harmless: Harmless): (event: SinkEvent) => string {
  const parts = template.split(/\{([a-z]+)\}/)
  if (parts.length === 1) return () => template
  return (event) =>
    parts
      .map((part, at) => (at % 2 === 0 ? part : harmless(meaningOf(part, event)) || 'none'))
      .join('')
}
