// The text by which two spellings of a query count as the same: comments, layout, letter case of bare
// words and the closing semicolon do not matter. Knows no grammar: `a=b` and `b=a` differ.
import { lexemes } from '@/lib/sql/lexemes'

const isQuoted = (text: string) => /^["`[]/.test(text)

/** Never executed: it only names the query. Strings and quoted names keep their case. */
export function normalText(sql: string): string {
  const words = lexemes(sql).flatMap(({ kind, text }) => {
    if (kind === 'blank') return []
    return kind === 'word' && !isQuoted(text) ? [text.toLowerCase()] : [text]
  })
  while (words.at(-1) === ';') words.pop()
  return words.join(' ')
}
