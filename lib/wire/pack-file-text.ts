// What an agent does to a pack file before it reads JSON: joins lines at a backslash, drops comment
// lines. Remembers where everything stood, so that errors name lines of the file as it was given.
import type { PackRepair } from '@/lib/wire/pack-file-fields'

type PackText = {
  /** Strict JSON, if the file is a right one. */
  text: string
  /** Line and column, from 1, in the original of an offset in `text`. */
  placeOf: (offset: number) => Place
  /** What was read otherwise than it stands. */
  repairs: PackRepair[]
}

export type Place = { line: number; column: number }

type Piece = { at: number; from: number }

/** Whole lines only: after a value, or inside one, the marks mean nothing. */
const commentLine = /(?<=^|\n)[ \t\v\f\r]*(?:#|\/\/)[^\n]*/g

function originalOffset(pieces: readonly Piece[], offset: number): number {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pieces[middle]?.at ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  const piece = pieces[low]
  return piece ? piece.from + offset - piece.at : offset
}

export function readPackText(content: string): PackText {
  const pieces: Piece[] = []
  let joined = ''
  let from = content.startsWith('\ufeff') ? 1 : 0
  const take = (end: number) => {
    pieces.push({ at: joined.length, from })
    joined += content.slice(from, end)
  }
  for (const match of content.matchAll(/\\\r?\n/g)) {
    take(match.index)
    from = match.index + match[0].length
  }
  take(content.length)
  return {
    // Blanked, not cut, so that offsets stay.
    text: joined.replace(commentLine, (line) => ' '.repeat(line.length)),
    placeOf: (offset) => placeIn(content, originalOffset(pieces, offset)),
    repairs: [
      ...markRepairs(content),
      ...counted('comments', joined.match(commentLine)?.length ?? 0, 'comment line', 'left out'),
      ...counted('continuations', pieces.length - 1, 'line', 'joined at a backslash'),
    ],
  }
}

/** Line and column, from 1. */
export function placeIn(content: string, offset: number): Place {
  const before = content.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: before.length - lineStart + 1 }
}

function counted(
  code: PackRepair['code'],
  count: number,
  noun: string,
  done: string,
): PackRepair[] {
  if (count === 0) return []
  return [{ code, message: `${count} ${noun}${count === 1 ? '' : 's'} ${done}` }]
}

/** What any text file may carry that means nothing in a pack. */
export function markRepairs(content: string): PackRepair[] {
  return [
    ...(content.startsWith('\ufeff')
      ? [{ code: 'byte_order_mark', message: 'byte order mark left out' } as const]
      : []),
    ...(content.includes('\r\n')
      ? [{ code: 'line_ends', message: 'Windows line ends read as line ends' } as const]
      : []),
  ]
}
