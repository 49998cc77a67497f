'use client'
// A whole and its parts: the bar, and under it the sum in words, each part a filter. When parts and
// whole disagree it draws no parts at all, because a wrong share is worse than none.
import { formatCount } from '@/lib/client/format'
import { cn } from './cn'
import { type StatePart, solid } from './state-words'

type StateBarProps = {
  parts: readonly StatePart[]
  /** The denominator from the same frame; parts must add up to it. */
  total: number
  /** What is counted, for the name of the group: "hosts". */
  noun: string
  /** The state now filtered for, if any. */
  selected?: string | undefined
  onSelect?: (state: string | undefined) => void
  /** The bar alone, for list rows; its name then carries the sum. */
  compact?: boolean
  className?: string
}

const patterns = { solid: '', hatch: 'hatch', dotted: 'dotted' }

function label(part: StatePart): string {
  return part.label ?? part.state.replaceAll('_', ' ')
}

/** "900 = 812 answered + 9 failed ...", the sentence the bar stands for. */
export function sumInWords(parts: readonly StatePart[], total: number): string {
  const terms = parts.map((part) => `${formatCount(part.count)} ${label(part)}`)
  return `${formatCount(total)} = ${terms.join(' + ')}`
}

function partsAddUp(parts: readonly StatePart[], total: number): boolean {
  return parts.reduce((sum, part) => sum + part.count, 0) === total
}

function Bar({ parts, exact }: { parts: readonly StatePart[]; exact: boolean }) {
  const shown = exact ? parts.filter((part) => part.count > 0) : []
  return (
    <span aria-hidden className="flex h-3 w-full gap-0.5 overflow-hidden rounded-sm bg-line">
      {shown.map((part) => (
        <span
          key={part.state}
          data-state={part.state}
          className={cn(
            'state-part min-w-[3px] basis-0 transition-[flex-grow] duration-slow ease-out',
            solid[part.tone],
            patterns[part.pattern ?? 'solid'],
          )}
          style={{ flexGrow: part.count }}
        />
      ))}
    </span>
  )
}

function PartButton(props: {
  part: StatePart
  pressed: boolean
  onSelect: ((state: string | undefined) => void) | undefined
}) {
  const { part, pressed, onSelect } = props
  const words = (
    <>
      <span
        aria-hidden
        className={cn(
          'state-part size-2 rounded-[2px]',
          solid[part.tone],
          patterns[part.pattern ?? 'solid'],
        )}
      />
      <span className="tabular-nums">{formatCount(part.count)}</span> {label(part)}
    </>
  )
  const look = cn(
    'inline-flex min-h-6 items-center gap-1 rounded-sm px-1 text-body',
    part.count === 0 && 'text-fg-subtle',
  )
  if (!onSelect) return <span className={look}>{words}</span>
  return (
    <button
      type="button"
      aria-pressed={pressed}
      aria-label={`${formatCount(part.count)} ${label(part)}, filter`}
      onClick={() => onSelect(pressed ? undefined : part.state)}
      className={cn(look, 'hover:bg-hover', pressed && 'bg-selected text-accent-fg')}
    >
      {words}
    </button>
  )
}

export function StateBar(props: StateBarProps) {
  const { parts, total, noun, selected, onSelect, compact, className } = props
  const exact = partsAddUp(parts, total)
  const name = `${noun}: ${sumInWords(parts, total)}`
  if (compact) {
    return (
      <span role="img" aria-label={name} title={sumInWords(parts, total)} className={className}>
        <Bar parts={parts} exact={exact} />
      </span>
    )
  }
  return (
    <fieldset aria-label={name} className={cn('min-w-0', className)}>
      <Bar parts={parts} exact={exact} />
      <div className="mt-2 grid grid-cols-2 items-center gap-x-2 sm:flex sm:flex-wrap sm:gap-x-0">
        <span className="pe-1 font-semibold tabular-nums">
          {formatCount(total)} <span className="font-normal text-fg-muted">{noun} =</span>
        </span>
        {parts.map((part, index) => (
          <span key={part.state} className="inline-flex items-center">
            {index > 0 && (
              <span aria-hidden className="px-0.5 text-fg-subtle max-sm:hidden">
                +
              </span>
            )}
            <PartButton part={part} pressed={selected === part.state} onSelect={onSelect} />
          </span>
        ))}
      </div>
      {!exact && (
        <p className="text-fg-muted text-meta">
          The parts do not add up to the total yet. Counting again.
        </p>
      )}
    </fieldset>
  )
}
