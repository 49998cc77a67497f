// What the checker found, as a list below the editor: each a button that leads to its place, with its
// one-click fix beside it.
import { OctagonX, TriangleAlert } from 'lucide-react'
import { Button } from '@/components/ui/button'
import type { SqlFix } from '@/lib/wire/sql'
import type { Finding } from './check-findings'
import type { Place } from './editor-handle'

type FindingsProps = {
  findings: readonly Finding[]
  onGo: (place: Place) => void
  /** Absent where the text cannot be changed. */
  onFix?: ((fix: SqlFix) => void) | undefined
}

function Words({ finding: { place, message } }: { finding: Finding }) {
  return (
    <span className="min-w-0 break-words">
      {place && (
        <span className="text-fg-muted tabular-nums">
          Line {place.line}, column {place.column}:{' '}
        </span>
      )}
      {message}
    </span>
  )
}

function FindingLine({
  finding,
  onGo,
  onFix,
}: { finding: Finding } & Omit<FindingsProps, 'findings'>) {
  const { severity, place, fix } = finding
  const wrong = severity === 'error'
  const Icon = wrong ? OctagonX : TriangleAlert
  const icon = (
    <Icon
      role="img"
      aria-label={wrong ? 'Error' : 'Warning'}
      className={`mt-0.5 ${wrong ? 'text-bad' : 'text-warn'}`}
    />
  )
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1">
      {place ? (
        <button
          type="button"
          onClick={() => onGo(place)}
          className="flex min-h-6 min-w-0 items-start gap-1.5 rounded-sm text-start hover:underline pointer-coarse:min-h-11"
        >
          {icon}
          <Words finding={finding} />
        </button>
      ) : (
        <span className="flex min-h-6 min-w-0 items-start gap-1.5">
          {icon}
          <Words finding={finding} />
        </span>
      )}
      {fix && onFix && (
        <Button size="small" onClick={() => onFix(fix)}>
          {fix.title}
        </Button>
      )}
    </li>
  )
}

export function Findings({ findings, onGo, onFix }: FindingsProps) {
  if (findings.length === 0) return null
  return (
    <ul aria-label="Problems" className="flex flex-col gap-1">
      {findings.map((finding) => (
        <FindingLine
          key={`${finding.place?.line}:${finding.place?.column}:${finding.message}`}
          finding={finding}
          onGo={onGo}
          onFix={onFix}
        />
      ))}
    </ul>
  )
}
