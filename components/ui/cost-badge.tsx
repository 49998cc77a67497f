// What a query costs one host a day, at p95: the figure, and a word by the rule of the house (light
// below 10 agent seconds, noticeable below 60, else heavy).
import { formatSeconds } from '@/lib/client/format'
import { dailyCost } from '@/lib/wire/costs'
import { ToneBadge } from './badge'
import type { Tone } from './state-words'

const tones: Record<ReturnType<typeof dailyCost>, Tone> = {
  light: 'ok',
  noticeable: 'warn',
  heavy: 'bad',
}

type CostBadgeProps = { agentSecondsPerDay: number; className?: string }

export function CostBadge({ agentSecondsPerDay: seconds, className }: CostBadgeProps) {
  const word = dailyCost(seconds)
  return (
    <ToneBadge tone={tones[word]} {...(className ? { className } : {})}>
      <span className="truncate tabular-nums">{`${formatSeconds(seconds)} a day, ${word}`}</span>
    </ToneBadge>
  )
}
