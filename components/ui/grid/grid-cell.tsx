'use client'
// Draws one value from an agent. What cannot be seen is made visible; what is long is cut.
import { formatBytes } from '@/lib/client/format'
import { cn } from '../cn'
import { cellText, type Piece } from './cell-text'
import type { CellValue } from './grid-types'

export function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map((piece) =>
    piece.mark ? (
      <span key={piece.at} className="text-warn-fg">
        {piece.text}
      </span>
    ) : (
      piece.text
    ),
  )
}

export function AgentValue({ value, className }: { value: CellValue; className?: string }) {
  const cell = cellText(value)
  if (cell.kind === 'absent' || cell.kind === 'empty') {
    return <span className={cn('mono truncate text-fg-subtle', className)}>({cell.kind})</span>
  }
  if (cell.kind === 'json') {
    return <span className={cn('mono truncate text-info-fg', className)}>{cell.text}</span>
  }
  return (
    <bdi dir="ltr" className={cn('mono block min-w-0 truncate whitespace-pre', className)}>
      <Pieces pieces={cell.pieces} />
      {cell.size > 0 && (
        <span className="ms-2 font-sans text-fg-subtle text-meta">{formatBytes(cell.size)}</span>
      )}
    </bdi>
  )
}
