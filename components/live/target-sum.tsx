// What the targets of a live query mean, and how many hosts that are.
import { cn } from '@/components/ui/cn'
import type { Settled } from '@/lib/client/use-settled'
import type { TargetsCount } from '@/lib/wire/targets'
import { countSentence } from './words'

type TargetSumProps = { sentence: string | undefined; count: Settled<unknown, TargetsCount> }

export function TargetSum({ sentence, count }: TargetSumProps) {
  const { answer, busy, failure } = count
  if (!sentence) return <p className="text-fg-muted">Nobody is chosen yet.</p>
  return (
    <div aria-live="off">
      <p className="font-medium">{sentence}</p>
      {failure && <p className="text-warn-fg">Not counted: {failure.message}</p>}
      {!failure && !answer && <p className="text-fg-muted">Counting hosts</p>}
      {!failure && answer && (
        <p className={cn('tabular-nums', busy ? 'text-fg-subtle' : 'text-fg-muted')}>
          {countSentence(answer.value)}
        </p>
      )}
    </div>
  )
}
