// The text as hosts will get it, every value in its place; or which values it still lacks.
import { formatNoun } from '@/lib/client/format'
import { bindParameters } from '@/lib/sql/bind'
import { type ParameterField, readFields } from './parameter-fields'

type Bound = { sql: string; lacks?: undefined } | { sql?: undefined; lacks: string }

/** Binds by the rules of the server, which binds again and has the last word. */
export function boundText(sql: string, fields: readonly ParameterField[]): Bound {
  const { values, faults } = readFields(fields)
  const wrong = Object.keys(faults)
  if (wrong.length > 0)
    return { lacks: `${formatNoun(wrong.length, 'value')} to mend first: ${wrong.join(', ')}` }
  const declared = fields.map(({ name, type }) => ({ name, type }))
  return { sql: bindParameters(sql, declared, values).sql }
}
