// A key or a sequence as it is pressed: "g h", "Ctrl K". Decoration beside a named control.
import { cn } from './cn'

export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <span aria-hidden className={cn('inline-flex items-center gap-0.5', className)}>
      {keys.split(' ').map((key) => (
        <kbd
          key={key}
          className="grid h-4 min-w-4 place-items-center rounded-sm border border-line-strong bg-surface px-1 font-sans text-[0.6875rem] text-fg-muted leading-none"
        >
          {key}
        </kbd>
      ))}
    </span>
  )
}
