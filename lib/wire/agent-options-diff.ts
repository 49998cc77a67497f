// What differs between two sets of agent options, leaf by leaf. Pure: the server keeps it in words with
// a revision, the browser shows it before a save. A list is one leaf: agents take it whole.
import type { OptionChange } from '@/lib/wire/agent-options'
import type { AgentOptions, JsonObject, JsonValue } from '@/lib/wire/settings'

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A key of a path; one with a dot in it is quoted, so that no two leaves share a path. */
function pathPart(key: string): string {
  return /^[^."[\]\s]+$/.test(key) ? key : JSON.stringify(key)
}

function leavesOf(value: JsonValue, path: string, leaves: Map<string, JsonValue>): void {
  if (!isJsonObject(value) || (Object.keys(value).length === 0 && path !== '')) {
    leaves.set(path, value)
    return
  }
  for (const [key, inner] of Object.entries(value)) {
    const part = pathPart(key)
    leavesOf(inner, path === '' ? part : `${path}.${part}`, leaves)
  }
}

/** Every leaf of an object by its path, `config.options.distributed_interval`. */
function leaves(value: JsonObject): Map<string, JsonValue> {
  const found = new Map<string, JsonValue>()
  leavesOf(value, '', found)
  return found
}

function sameValue(a: JsonValue, b: JsonValue): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, index) => sameValue(value, b[index] ?? null))
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = Object.keys(a)
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => {
        const [one, other] = [a[key], b[key]]
        return one !== undefined && other !== undefined && sameValue(one, other)
      })
    )
  }
  return a === b
}

/** Options as plain JSON; what zod leaves undefined is left out. */
export function optionsJson(options: AgentOptions): JsonObject {
  const { config, overrides } = options
  const platforms = Object.entries(overrides?.platforms ?? {}).flatMap(([platform, given]) =>
    given === undefined ? [] : [[platform, given] as const],
  )
  return {
    ...(config === undefined ? {} : { config }),
    ...(overrides?.platforms === undefined
      ? {}
      : { overrides: { platforms: Object.fromEntries(platforms) } }),
  }
}

/** Leaves that differ, in the order of their paths. */
export function diffJson(from: JsonObject, to: JsonObject): OptionChange[] {
  const [older, newer] = [leaves(from), leaves(to)]
  const paths = [...new Set([...older.keys(), ...newer.keys()])].sort()
  return paths.flatMap((path) => {
    const [was, is] = [older.get(path), newer.get(path)]
    if (was !== undefined && is !== undefined && sameValue(was, is)) return []
    return [{ path, ...(was === undefined ? {} : { was }), ...(is === undefined ? {} : { is }) }]
  })
}

export function diffOptions(from: AgentOptions, to: AgentOptions): OptionChange[] {
  return diffJson(optionsJson(from), optionsJson(to))
}

/** `options.distributed_interval` for everyone, `darwin: options.…` for what a platform overrides. */
export function pathInWords(path: string): string {
  const [, platform, rest] = /^overrides\.platforms\.(\w+)\.(.*)$/.exec(path) ?? []
  if (platform !== undefined && rest !== undefined) return `${platform}: ${rest}`
  return path.replace(/^config\./, '')
}

const valueMost = 40

export function valueInWords(value: unknown): string {
  const text = JSON.stringify(value) ?? ''
  return text.length > valueMost ? `${text.slice(0, valueMost)}…` : text
}

function changeInWords({ path, was, is }: OptionChange): string {
  const name = pathInWords(path).replace(/(^|: )options\./, '$1')
  if (was === undefined) return `${name} set to ${valueInWords(is)}`
  if (is === undefined) return `${name} removed`
  return `${name} ${valueInWords(was)} → ${valueInWords(is)}`
}

const toldMost = 3

/** The diff in one line; empty where nothing differs. */
export function optionsInWords(changes: readonly OptionChange[]): string {
  const told = changes.slice(0, toldMost).map(changeInWords)
  const more = changes.length - told.length
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join(', ')
}
