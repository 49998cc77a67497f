// SQL as it is read: keywords, strings, numbers and comments told apart by colour, nothing changed.
import { cn } from '@/components/ui/cn'

const keywords = new Set(
  'select from where join left right inner outer cross on using and or not in is null as case when then else end group by order having limit offset union all except intersect with distinct like glob regexp between exists asc desc cast collate natural values recursive escape'.split(
    ' ',
  ),
)

type Piece = { at: number; text: string; kind: keyof typeof look }

const look = {
  keyword: 'text-accent-fg',
  string: 'text-ok-fg',
  number: 'text-info-fg',
  function: 'text-waiting-fg',
  comment: 'text-fg-subtle',
  plain: '',
}

const lexeme =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^']|'')*'?|"(?:[^"]|"")*"?)|(\b\d+(?:\.\d+)?\b)|([A-Za-z_][A-Za-z0-9_]*)(?=(\s*\()?)/g

function kindOf(match: RegExpExecArray): Piece['kind'] {
  if (match[1] !== undefined) return 'comment'
  if (match[2] !== undefined) return 'string'
  if (match[3] !== undefined) return 'number'
  if (keywords.has((match[4] ?? '').toLowerCase())) return 'keyword'
  return match[5] === undefined ? 'plain' : 'function'
}

/** The text in pieces; joined again they are the text. */
export function sqlPieces(text: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of text.matchAll(lexeme)) {
    if (match.index > end)
      pieces.push({ at: end, text: text.slice(end, match.index), kind: 'plain' })
    pieces.push({ at: match.index, text: match[0], kind: kindOf(match) })
    end = match.index + match[0].length
  }
  if (end < text.length) pieces.push({ at: end, text: text.slice(end), kind: 'plain' })
  return pieces
}

type SqlTextProps = {
  sql: string /** White space folded to one line. */
  oneLine?: boolean
  className?: string
}

export function SqlText({ sql, oneLine, className }: SqlTextProps) {
  const text = oneLine ? sql.replace(/\s+/g, ' ').trim() : sql
  return (
    <code
      className={cn(
        'mono',
        oneLine ? 'block truncate' : 'block whitespace-pre-wrap break-words',
        className,
      )}
    >
      {sqlPieces(text).map(({ at, text: part, kind }) =>
        kind === 'plain' ? (
          part
        ) : (
          <span key={at} className={look[kind]}>
            {part}
          </span>
        ),
      )}
    </code>
  )
}
