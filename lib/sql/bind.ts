// Parameters of a query: where {{name}} stands in it, and their values bound as SQLite literals. A value
// can only ever be a value: it never becomes a name, a keyword or a second statement.
import { type Placeholder, placeholdersOf } from '@/lib/sql/placeholders'
import { type FieldError, refuseFields } from '@/lib/wire/errors'
import type {
  BoundParameter,
  Parameter,
  ParameterType,
  ParameterValue,
  ParameterValues,
} from '@/lib/wire/parameters'

/** Why the text cannot be a value, or null. SQL text ends at NUL; agents read UTF-8. */
function faultOfText(text: string, type: ParameterType): string | null {
  if (text.includes('\0')) return 'must not hold a NUL character'
  if (!text.isWellFormed()) return 'must not hold unpaired surrogates'
  return type === 'path' && /\p{Cc}/u.test(text) ? 'must not hold control characters' : null
}

function faultOfSingle(value: ParameterValue, type: ParameterType): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'must be a finite number'
  return typeof value === 'string' ? faultOfText(value, type) : 'must not be a list within a list'
}

const wanted = { text: 'a text', path: 'a path', number: 'a number', list: 'a list' } as const

/** Why the value does not fit the type, or null. */
export function faultOfValue(type: ParameterType, value: ParameterValue): string | null {
  const isList = Array.isArray(value)
  const fits =
    type === 'list' ? isList : !isList && (typeof value === 'number') === (type === 'number')
  if (!fits) return `must be ${wanted[type]}`
  const faults = (isList ? value : [value]).map((each) => faultOfSingle(each, type))
  return faults.find((fault) => fault !== null) ?? null
}

/** The type by which a value is bound when nothing declares one. */
export function inferredType(value: ParameterValue): ParameterType {
  if (Array.isArray(value)) return 'list'
  return typeof value === 'number' ? 'number' : 'text'
}

const literalOf = (value: string | number): string => {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  // In parentheses, so that no sign before it makes a comment of the two.
  return value < 0 ? `(${value})` : String(value)
}

/** Characters that would run together with a literal beside them into something else. */
const gluing = /[\w$'"`.?#@:}\u0080-\uffff]/

function written(
  sql: string,
  { at, length, enclosed }: Placeholder,
  value: ParameterValue,
): string {
  const isList = Array.isArray(value)
  const literals = isList ? value.map(literalOf).join(', ') : literalOf(value)
  const text = isList && !enclosed ? `(${literals})` : literals
  const before = gluing.test(sql[at - 1] ?? ' ') ? ' ' : ''
  const after = gluing.test(sql[at + length] ?? ' ') ? ' ' : ''
  return `${before}${text}${after}`
}

const named = (name: string, reason: string): FieldError => ({
  name: `parameters.${name}`,
  reason,
})

const valueIn = (values: ParameterValues, name: string): ParameterValue | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined

function faultsOf(
  places: readonly Placeholder[],
  declared: readonly Parameter[],
  values: ParameterValues,
): FieldError[] {
  const known = new Map(declared.map((each) => [each.name, each]))
  const open = places.filter(({ within }) => within === null)
  const unknown = Object.keys(values).filter((name) => !known.has(name))
  return [
    ...unknown.map((name) => named(name, 'is no parameter of this query')),
    ...[...new Set(open.map(({ name }) => name))].flatMap((name) =>
      known.has(name) ? [] : named(name, 'has no value, and the query does not declare it'),
    ),
    ...declared.flatMap((each) =>
      faultsOfOne(each, places, valueIn(values, each.name) ?? each.default),
    ),
  ]
}

function faultsOfOne(
  { name, type }: Parameter,
  places: readonly Placeholder[],
  value: ParameterValue | undefined,
): FieldError[] {
  const mine = places.filter((place) => place.name === name)
  const quiet = mine.find(({ within }) => within !== null)
  if (quiet) return [named(name, `stands in ${quiet.within}, where no value can be bound`)]
  if (type !== 'list' && mine.some(({ after_in }) => after_in))
    return [named(name, `stands after IN: make it a list, or write IN ({{${name}}})`)]
  if (value === undefined) return [named(name, 'has no value')]
  const fault = faultOfValue(type, value)
  return fault === null ? [] : [named(name, fault)]
}

/**
 * The query with a literal for each placeholder, and the values as they were bound, defaults included.
 * Throws `invalid` naming `parameters.<name>` for a value that is missing, unknown or of another type,
 * and for a placeholder within a string, a comment or a quoted name.
 */
export function bindParameters(
  template: string,
  parameters: readonly Parameter[],
  values: ParameterValues,
): { sql: string; bound: BoundParameter[] } {
  const places = placeholdersOf(template)
  refuseFields(faultsOf(places, parameters, values))
  const bound = parameters.flatMap(({ name, type, default: byDefault }): BoundParameter[] => {
    const value = valueIn(values, name) ?? byDefault
    return value === undefined ? [] : [{ name, type, value }]
  })
  const given = new Map(bound.map(({ name, value }) => [name, value]))
  let sql = ''
  let from = 0
  for (const place of places) {
    const value = place.within === null ? given.get(place.name) : undefined
    if (value === undefined) continue
    sql += template.slice(from, place.at) + written(template, place, value)
    from = place.at + place.length
  }
  return { sql: sql + template.slice(from), bound }
}

/** What is wrong with the declarations of a query; the names of the errors are those of the body. */
export function faultsOfDeclarations(sql: string, parameters: readonly Parameter[]): FieldError[] {
  const places = placeholdersOf(sql)
  const names = parameters.map(({ name }) => name)
  const undeclared = places.filter(({ name, within }) => within === null && !names.includes(name))
  return [
    ...[...new Set(undeclared.map(({ name }) => name))].map((name) => ({
      name: 'query',
      reason: `{{${name}}} is not among its parameters`,
    })),
    ...parameters.flatMap((parameter, index): FieldError[] => {
      const at = `parameters[${index}]`
      const { name, type, default: byDefault } = parameter
      if (names.indexOf(name) < index) return [{ name: `${at}.name`, reason: 'is declared twice' }]
      if (!places.some((place) => place.name === name))
        return [{ name: `${at}.name`, reason: `{{${name}}} does not stand in the query` }]
      const fault = byDefault === undefined ? null : faultOfValue(type, byDefault)
      if (fault !== null) return [{ name: `${at}.default`, reason: fault }]
      const [place] = faultsOfOne(parameter, places, byDefault ?? sample[type])
      return place ? [{ name: `${at}.name`, reason: place.reason }] : []
    }),
  ]
}

const sample: Record<ParameterType, ParameterValue> = { text: '', path: '', number: 0, list: [] }
