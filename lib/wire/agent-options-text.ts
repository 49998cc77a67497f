// Agent options as text: JSON or YAML in, either out, and where in a text a path stands. Refuses what
// the readers of pack files refuse (aliases, tags, repeated keys, depth), each at its line and column.
import { isMap, isScalar, isSeq, parseDocument, stringify } from 'yaml'
import { isJsonObject } from '@/lib/wire/agent-options-diff'
import { formatOf } from '@/lib/wire/pack-file'
import {
  JsonError,
  JsonMap,
  type JsonValue as Parsed,
  parseStrictJson,
} from '@/lib/wire/pack-file-json'
import { placeIn } from '@/lib/wire/pack-file-text'
import { parseYamlDocuments } from '@/lib/wire/pack-file-yaml'
import type { JsonObject, JsonValue } from '@/lib/wire/settings'

const limits = { depth: 32, values: 20_000 }

type TextFault = { reason: string; line: number; column: number }
type ReadText = { value: JsonValue } | { fault: TextFault }

function plain(value: Parsed): JsonValue {
  if (Array.isArray(value)) return value.map(plain)
  if (!(value instanceof JsonMap)) return value
  return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]))
}

function repeatedIn(value: Parsed): string | undefined {
  if (Array.isArray(value)) return value.map(repeatedIn).find((key) => key !== undefined)
  if (!(value instanceof JsonMap)) return undefined
  return value.repeated[0] ?? [...value.values()].map(repeatedIn).find((key) => key !== undefined)
}

function readValue(text: string): Parsed {
  if (formatOf(text) === 'osquery') {
    const value = text.trim() === '' ? new JsonMap() : parseStrictJson(text, limits)
    const twice = repeatedIn(value)
    if (twice !== undefined)
      throw new JsonError(`the key ${JSON.stringify(twice)} is given twice`, text.indexOf(twice))
    return value
  }
  const [first, second] = parseYamlDocuments(text, limits)
  if (second) throw new JsonError('a second document', second.offset)
  return first?.value ?? new JsonMap()
}

/** The value of a text, or the first thing wrong with it. Nothing at all is no options. */
export function readOptionsText(text: string): ReadText {
  try {
    return { value: plain(readValue(text)) }
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    return { fault: { reason: error.message, ...placeIn(text, error.offset) } }
  }
}

/** Where the last part of a path stands that is in the text, for a text that can be read. */
export function placeOfPath(text: string, path: readonly string[]) {
  let node: unknown = parseDocument(text, { uniqueKeys: false, merge: false }).contents
  let offset = 0
  for (const part of path) {
    if (isSeq(node)) {
      node = node.items[Number(part)]
      continue
    }
    if (!isMap(node)) break
    const pair = node.items.find(
      ({ key }) => isScalar(key) && String(key.source ?? key.value) === part,
    )
    if (!pair) break
    if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0]
    node = pair.value
  }
  return placeIn(text, offset)
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}

/** The same options as text, keys in the order of the alphabet: the database keeps none of its own. */
export function optionsText(value: JsonObject): { json: string; yaml: string } {
  const isEmpty = Object.keys(value).length === 0
  return {
    json: JSON.stringify(sorted(value), null, 2),
    yaml: isEmpty ? '' : stringify(sorted(value), { lineWidth: 0 }),
  }
}
