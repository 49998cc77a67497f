// What a query declares of its {{names}} while it is edited: the names are those of the text, so only
// type, words and default are for the form. Pure.
import { fieldsOf, readValue, textOfValue } from '@/components/live/parameter-fields'
import type { Parameter, ParameterType } from '@/lib/wire/parameters'

export type ParameterDraft = {
  type: ParameterType
  description: string
  /** As typed; blank is none. */
  fallback: string
}

export type ParameterDrafts = Readonly<Record<string, ParameterDraft>>

/** What is stored, as the form holds it. */
export function draftsOf(parameters: readonly Parameter[]): ParameterDrafts {
  return Object.fromEntries(
    parameters.map(({ name, type, description = '', default: value }) => [
      name,
      { type, description, fallback: value === undefined ? '' : textOfValue(value) },
    ]),
  )
}

export type ParameterRow = ParameterDraft & {
  name: string
  /** What keeps it from being saved. */
  fault: string | undefined
}

/** One row for each name of the text, in its order. */
export function rowsOf(sql: string, drafts: ParameterDrafts): ParameterRow[] {
  const texts = Object.fromEntries(
    Object.entries(drafts).map(([name, { type }]) => [name, { type, text: '' }]),
  )
  return fieldsOf(sql, [], texts).map(({ name, type, misplaced }) => {
    const { description = '', fallback = '' } = drafts[name] ?? {}
    const read = fallback.trim() === '' ? undefined : readValue({ type, text: fallback })
    const wrong = read && 'fault' in read ? read.fault : undefined
    return { name, type, description, fallback, fault: misplaced ?? wrong }
  })
}

/** The declarations to save. Faulty defaults must have been refused before. */
export function parametersOf(sql: string, drafts: ParameterDrafts): Parameter[] {
  return rowsOf(sql, drafts).map(({ name, type, description, fallback }) => {
    const read = fallback.trim() === '' ? undefined : readValue({ type, text: fallback })
    return {
      name,
      type,
      ...(description.trim() ? { description: description.trim() } : {}),
      ...(read && 'value' in read ? { default: read.value } : {}),
    }
  })
}
