'use client'
// A new installation's three steps; each ticks by itself when the server has seen it done.
import { Circle, CircleCheck } from 'lucide-react'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'
import type { Overview } from '@/lib/wire/overview'

type StepsDone = Overview['steps_done']

const steps: readonly {
  key: keyof StepsDone
  title: string
  wait: string
  action: string
  href: string
}[] = [
  {
    key: 'host',
    title: 'Enrol the first host',
    wait: 'Waiting for an agent to call. Agents call every 10 s once they have the flags.',
    action: 'Add hosts',
    href: '/hosts?add=1',
  },
  {
    key: 'pack',
    title: 'Bring the first pack',
    wait: 'A pack says what every host reports, and how often. Starter packs are ready to take.',
    action: 'Starter packs',
    href: '/packs?starter=1',
  },
  {
    key: 'question',
    title: 'Ask the first question',
    wait: 'A live query asks all hosts now; answers arrive within seconds.',
    action: 'New live query',
    href: '/live',
  },
]

export function FirstSteps({ done }: { done: StepsDone }) {
  const count = steps.filter(({ key }) => done[key]).length
  return (
    <Card title="First steps" note={`${count} of ${steps.length} done`} flush>
      <ol className="pt-1 pb-2">
        {steps.map(({ key, title, wait, action, href }) => (
          <li
            key={key}
            className="flex items-start gap-3 border-line border-t px-4 py-2.5 first:border-t-0"
          >
            {done[key] ? (
              <CircleCheck role="img" aria-label="done" className="mt-0.5 text-ok-fg" />
            ) : (
              <Circle role="img" aria-label="to do" className="mt-0.5 text-fg-subtle" />
            )}
            <div className="min-w-0 flex-1">
              <p className={cn('font-medium', done[key] && 'text-fg-muted')}>{title}</p>
              {!done[key] && <p className="text-fg-muted">{wait}</p>}
            </div>
            {!done[key] && (
              <ButtonLink href={href} size="small">
                {action}
              </ButtonLink>
            )}
          </li>
        ))}
      </ol>
    </Card>
  )
}
