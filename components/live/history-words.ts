// Earlier questions: which of them match a text, and what one becomes when it is asked again. Pure.
import type { Campaign } from '@/lib/wire/campaigns'
import type { LiveQuestion } from '@/lib/wire/live-draft'
import { textsOf } from './parameter-fields'

/** Those with the text in their name, SQL or number. */
export function matching(runs: readonly Campaign[], text: string): readonly Campaign[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return runs
  return runs.filter(({ id, name, sql, template }) =>
    `#${id} ${name} ${template ?? sql}`.toLowerCase().includes(wanted),
  )
}

/** The text as it was written, with the values that it was asked with, as ad-hoc SQL. */
export function questionOf(
  run: Pick<Campaign, 'sql' | 'template' | 'parameters'>,
): Pick<LiveQuestion, 'sql' | 'texts'> {
  const { sql, template, parameters } = run
  const texts = textsOf(Object.fromEntries(parameters.map(({ name, value }) => [name, value])))
  const typed = parameters.map(({ name, type }) => {
    const text = texts[name]
    return [name, { type, text: text?.text ?? '' }] as const
  })
  return { sql: template ?? sql, texts: Object.fromEntries(typed) }
}
