// The {{names}} of a text as fields of a form, and what is typed into them as values for the wire.
// Pure; the server binds the values and has the last word.
import { pastedNames } from '@/components/targets/pasted-names'
import { formatCount } from '@/lib/client/format'
import { faultOfValue } from '@/lib/sql/bind'
import { placeOf } from '@/lib/sql/lexemes'
import { placeholdersOf } from '@/lib/sql/placeholders'
import type { ParameterText, ParameterTexts } from '@/lib/wire/live-draft'
import {
  type Parameter,
  ParameterName,
  type ParameterType,
  type ParameterValue,
  type ParameterValues,
} from '@/lib/wire/parameters'

export type ParameterField = {
  name: string
  type: ParameterType
  text: string
  description: string | undefined
  /** Taken when nothing is typed. */
  fallback: ParameterValue | undefined
  /** Declared by a saved query: its type is not for the asker to choose. */
  declared: boolean
  /** Where it stands so that no value can be bound, with the line. */
  misplaced: string | undefined
  /** Stands after IN, where only a list makes sense. */
  after_in: boolean
}

export const parameterTypes = ['text', 'number', 'list', 'path'] as const
const textMax = 10_000
const listMax = 1_000

type Named = Pick<ParameterField, 'name' | 'misplaced' | 'after_in'> & {
  /** Stands somewhere as a placeholder, not only as plain text. */
  open: boolean
}

/** The names in the order of the text, once each. */
function namesOf(sql: string): Named[] {
  const found = new Map<string, Named>()
  for (const { name, at, within, after_in } of placeholdersOf(sql)) {
    const { line } = placeOf(sql, at)
    const misplaced =
      within === null
        ? undefined
        : `Stands in ${within} on line ${line}, where no value can be bound; its quotes come with it`
    const before = found.get(name)
    found.set(name, {
      name,
      misplaced: before?.misplaced ?? misplaced,
      after_in: after_in || before?.after_in === true,
      open: within === null || before?.open === true,
    })
  }
  return [...found.values()]
}

/** One field for each name of the text that takes a value, in the order of the text. */
export function fieldsOf(
  sql: string,
  declared: readonly Parameter[],
  texts: ParameterTexts,
): ParameterField[] {
  const isMeant = ({ name, open }: Named) => open || declared.some((each) => each.name === name)
  return namesOf(sql)
    .filter(isMeant)
    .map(({ name, misplaced, after_in }) => {
      const known = declared.find((parameter) => parameter.name === name)
      const typed = texts[name]
      return {
        name,
        type: known?.type ?? typed?.type ?? (after_in ? 'list' : 'text'),
        text: typed?.text ?? '',
        description: known?.description,
        fallback: known?.default,
        declared: known !== undefined,
        misplaced,
        after_in,
      }
    })
}

/** Names that nobody declares and that stand only in strings or comments: they are sent as written. */
export function plainNames(sql: string, declared: readonly Parameter[]): string[] {
  return namesOf(sql).flatMap(({ name, open }) =>
    open || declared.some((each) => each.name === name) ? [] : [name],
  )
}

/** One a line; on a single line between commas, semicolons or tabs. */
export function listItems(text: string): string[] {
  if (!text.trim().includes('\n')) return pastedNames(text)
  return [
    ...new Set(
      text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter(Boolean),
    ),
  ]
}

const isPlainNumber = (text: string) => String(Number(text)) === text

type Read = { value: ParameterValue } | { fault: string }

function readNumber(text: string): Read {
  const number = Number(text)
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(number))
    return { fault: `"${text}" is not a number` }
  if (/^[+-]?\d+$/.test(text) && !Number.isSafeInteger(number))
    return { fault: 'This number is too large to be sent exactly; make it a text' }
  return { value: number }
}

function readList(text: string): Read {
  const items = listItems(text)
  if (items.length > listMax)
    return { fault: `${formatCount(items.length)} values; ${formatCount(listMax)} are the most` }
  const isNumbers = items.every((item) => isPlainNumber(item) && Number.isFinite(Number(item)))
  return { value: isNumbers ? items.map(Number) : items }
}

/** What the typed text means for its type. Never called with a blank text. */
export function readValue({ type, text }: ParameterText): Read {
  if (type === 'number') return readNumber(text.trim())
  if (type === 'list') return readList(text)
  if (text.length > textMax)
    return { fault: `${formatCount(text.length)} characters; ${formatCount(textMax)} are the most` }
  const fault = faultOfValue(type, text)
  return fault === null ? { value: text } : { fault: `The ${type} ${fault}` }
}

export type Reading = {
  values: ParameterValues
  /** By name, only of those that are wrong or missing. */
  faults: Readonly<Record<string, string>>
}

function faultOfPlace({ name, type, misplaced, after_in }: ParameterField): string | undefined {
  if (misplaced) return misplaced
  if (!ParameterName.safeParse(name).success)
    return 'The name must be a letter, then at most 63 of a-z, 0-9 and _'
  if (after_in && type !== 'list')
    return `Stands after IN: make it a list, or write IN ({{${name}}})`
  return undefined
}

/** All that is typed as values, and what is wrong, by name. */
export function readFields(fields: readonly ParameterField[]): Reading {
  const values: ParameterValues = {}
  const faults: Record<string, string> = {}
  for (const field of fields) {
    const { name, type, text, fallback } = field
    const place = faultOfPlace(field)
    if (place) faults[name] = place
    else if (text.trim() !== '') {
      const read = readValue({ type, text })
      if ('fault' in read) faults[name] = read.fault
      else values[name] = read.value
    } else if (fallback === undefined) faults[name] = 'Needs a value'
    else values[name] = fallback
  }
  return { values, faults }
}

/** A value as somebody would have typed it. */
export function textOfValue(value: ParameterValue): string {
  return Array.isArray(value) ? value.join('\n') : String(value)
}

/** Values of a link or of an earlier run, as they stand in the form. */
export function textsOf(values: ParameterValues): Record<string, ParameterText> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const type = Array.isArray(value) ? 'list' : typeof value === 'number' ? 'number' : 'text'
      return [name, { type, text: textOfValue(value) }]
    }),
  )
}
