'use client'
// Two texts of SQL in one, token by token: what goes is struck, what comes is washed.
import { diffLines, diffWordsWithSpace } from 'diff'
import { useMemo } from 'react'

/** Above this many characters lines are compared, which stays fast whatever the texts are. */
const tokensMax = 20_000

type Piece = { at: number; text: string; kind: 'same' | 'gone' | 'new' }

/** The pieces in order; without `gone` they are the newer text, without `new` the older. */
export function sqlDiffPieces(from: string, to: string): Piece[] {
  const isLong = from.length + to.length > tokensMax
  const changes = isLong ? diffLines(from, to) : diffWordsWithSpace(from, to)
  let at = 0
  return changes.map(({ value, added, removed }) => {
    const piece: Piece = { at, text: value, kind: added ? 'new' : removed ? 'gone' : 'same' }
    at += value.length
    return piece
  })
}

export function SqlDiff({ from, to }: { from: string; to: string }) {
  const pieces = useMemo(() => sqlDiffPieces(from, to), [from, to])
  return (
    <code className="mono block whitespace-pre-wrap break-words rounded-md bg-sunken px-2 py-1">
      {pieces.map(({ at, text, kind }) =>
        kind === 'same' ? (
          text
        ) : kind === 'gone' ? (
          <del key={at} className="rounded-sm bg-bad-soft text-bad-fg">
            {text}
          </del>
        ) : (
          <ins key={at} className="rounded-sm bg-ok-soft text-ok-fg no-underline">
            {text}
          </ins>
        ),
      )}
    </code>
  )
}
