// What differs between two sets of agent options, leaf by leaf. The sign in the gutter says it without
// colour.
import { cn } from '@/components/ui/cn'
import type { OptionChange } from '@/lib/wire/agent-options'
import { pathInWords } from '@/lib/wire/agent-options-diff'

const signs = {
  '+': { wash: 'bg-ok-soft text-ok-fg', word: 'added' },
  '-': { wash: 'bg-bad-soft text-bad-fg', word: 'removed' },
  '~': { wash: 'bg-warn-soft text-warn-fg', word: 'changed' },
}

const signOf = ({ was, is }: OptionChange) =>
  was === undefined ? '+' : is === undefined ? '-' : '~'

function Value({ value, gone }: { value: unknown; gone?: boolean }) {
  const text = JSON.stringify(value)
  const look = 'mono min-w-0 break-all no-underline'
  return gone ? (
    <del className={cn(look, 'text-bad-fg')}>{text}</del>
  ) : (
    <ins className={cn(look, 'text-ok-fg')}>{text}</ins>
  )
}

function Change({ change }: { change: OptionChange }) {
  const sign = signOf(change)
  const { wash, word } = signs[sign]
  return (
    <li className="flex min-w-0 border-line border-b last:border-b-0">
      <span className={cn('mono w-6 shrink-0 py-1.5 text-center font-semibold', wash)}>
        <span aria-hidden>{sign}</span>
        <span className="sr-only">{word}</span>
      </span>
      <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2 px-3 py-1.5">
        <span className="mono min-w-0 break-all text-fg">{pathInWords(change.path)}</span>
        {change.was !== undefined && <Value value={change.was} gone />}
        {sign === '~' && (
          <span className="text-fg-subtle" role="img" aria-label="becomes">
            →
          </span>
        )}
        {change.is !== undefined && <Value value={change.is} />}
      </div>
    </li>
  )
}

type OptionsDiffProps = { label: string; changes: readonly OptionChange[]; empty: string }

export function OptionsDiff({ label, changes, empty }: OptionsDiffProps) {
  if (changes.length === 0) return <p className="text-fg-muted">{empty}</p>
  return (
    <ul
      aria-label={label}
      className="max-h-64 overflow-y-auto rounded-md border border-line bg-surface text-body"
    >
      {changes.map((change) => (
        <Change key={change.path} change={change} />
      ))}
    </ul>
  )
}
