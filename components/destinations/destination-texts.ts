// What is typed into the fields of a destination as the config that the API takes, and back. Pure.
import type { DestinationKind } from '@/lib/wire/destination-kinds'
import type { Destination } from '@/lib/wire/destinations'
import { type ConfigField, kindFields } from './destination-fields'

/** What a person has typed, by the field's key. */
export type Texts = Readonly<Record<string, string>>
type Config = Destination['config']

const linesOf = (typed: string) =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** `Name: value` a line; a line without a colon is a name without a value, which the server refuses. */
function headersOf(typed: string): Record<string, string> {
  return Object.fromEntries(
    linesOf(typed).map((line) => {
      const at = line.indexOf(':')
      return at === -1 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    }),
  )
}

/** The value that the API takes; undefined leaves the key out. */
function encoded(field: ConfigField, typed: string): unknown {
  if (field.type === 'switch') return typed === 'true'
  if (field.type === 'lines') return linesOf(typed)
  if (field.type === 'headers') return headersOf(typed)
  const trimmed = typed.trim()
  if (trimmed === '') return field.type === 'number' && field.blank === 'null' ? null : undefined
  // What is no number goes as it is typed: the server says what is wrong with it.
  if (field.type !== 'number' || Number.isNaN(Number(trimmed))) return trimmed
  return Math.round(Number(trimmed) * (field.per ?? 1))
}

/** The config that these texts mean. */
export function configOf(kind: DestinationKind, texts: Texts): Record<string, unknown> {
  const config: Record<string, unknown> = {}
  for (const field of kindFields[kind].config) {
    const value = encoded(field, texts[field.key] ?? '')
    if (value === undefined) continue
    const [outer = '', inner] = field.key.split('.')
    config[outer] = inner === undefined ? value : { ...Object(config[outer]), [inner]: value }
  }
  return config
}

function textOf(field: ConfigField, value: Config[string] | undefined): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map(String).join('\n')
  if (field.type === 'headers')
    return Object.entries(Object(value))
      .map(([name, held]) => `${name}: ${String(held)}`)
      .join('\n')
  if (field.type === 'number' && field.per) return String(Number(value) / field.per)
  return String(value)
}

/** The texts of a config as it is stored. */
export function textsOf(kind: DestinationKind, config: Config): Texts {
  return Object.fromEntries(
    kindFields[kind].config.map((field) => {
      const [outer = '', inner] = field.key.split('.')
      const held = config[outer]
      const value = inner === undefined ? held : Object(held)[inner]
      return [field.key, textOf(field, value)]
    }),
  )
}

/** What a new one of the kind starts with. */
export function initialTexts(kind: DestinationKind): Texts {
  return Object.fromEntries(
    kindFields[kind].config.map(({ key, initial, type }) => [
      key,
      initial ?? (type === 'switch' ? 'false' : ''),
    ]),
  )
}
