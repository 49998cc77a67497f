'use client'
// What will happen before it does. Old figures dim while new ones are on their way; they never vanish.
import { TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import { useNow, useZone } from '@/lib/client/use-clock'
import type { PastRun, Preflight, PreflightHost } from '@/lib/wire/campaign-preflight'
import { answersSentence, costSentence, missingSentence, sizeSentence } from './preflight-words'
import type { Launch } from './use-launch'

const linkLook = 'inline-flex min-h-6 items-center text-accent-fg hover:underline'

function Warn({ children }: { children: ReactNode }) {
  return (
    <p className="flex items-start gap-1.5">
      <TriangleAlert aria-hidden className="mt-0.5 shrink-0 text-warn" />
      <span className="min-w-0">{children}</span>
    </p>
  )
}

/** Who they are; each leads to its own questions and answers. */
function Denylisted({ count, sample }: { count: number; sample: readonly PreflightHost[] }) {
  return (
    <details className="ms-6">
      <summary className={cn(linkLook, 'cursor-pointer')}>See them</summary>
      <ul className="mt-1 max-h-48 overflow-y-auto">
        {sample.map(({ id, hostname, display_name }) => (
          <li key={id}>
            <Link href={`/hosts/${id}?tab=live`} className={cn(linkLook, 'max-w-full truncate')}>
              {display_name || hostname || `#${id}`}
            </Link>
          </li>
        ))}
      </ul>
      {count > sample.length && (
        <p className="text-fg-muted">and {formatCount(count - sample.length)} more</p>
      )}
    </details>
  )
}

function Past({ run }: { run: PastRun }) {
  const { id, created_at, user, counts } = run
  return (
    <li className="flex flex-wrap items-baseline gap-x-2">
      <span className="min-w-0 flex-1">
        #{id} <Time at={created_at} /> by {user?.name ?? 'a deleted user'}:{' '}
        {formatCount(counts.answered)} of {formatNoun(counts.targeted, 'host')} answered,{' '}
        {formatNoun(counts.rows, 'row')}
      </span>
      <Link href={`/campaigns/${id}`} aria-label={`Open #${id}`} className={linkLook}>
        Open
      </Link>
    </li>
  )
}

function History({ history }: { history: readonly PastRun[] }) {
  if (history.length === 0)
    return <p className="text-fg-muted">This SQL has not been run before.</p>
  return (
    <div>
      <p>Same SQL ran before:</p>
      <ul className="mt-0.5">
        {history.map((run) => (
          <Past key={run.id} run={run} />
        ))}
      </ul>
    </div>
  )
}

function Figures({ preflight }: { preflight: Preflight }) {
  const zone = useZone()
  const now = useNow()
  const { denylisted_hosts, missing_on, history, estimate } = preflight
  const size = sizeSentence(preflight)
  return (
    <>
      <p>{answersSentence(preflight, { zone, now })}</p>
      {size && <p>{size}</p>}
      <p className={cn(estimate?.class === 'excessive' && 'text-warn-fg')}>
        {costSentence(preflight)}
      </p>
      {missing_on.map((missing) => (
        <Warn key={`${missing.platform} ${missing.reason}`}>{missingSentence(missing)}</Warn>
      ))}
      {denylisted_hosts > 0 && (
        <div>
          <Warn>
            Denylisted before on {formatNoun(denylisted_hosts, 'host')}: their agents refuse this
            SQL.
          </Warn>
          <Denylisted count={denylisted_hosts} sample={preflight.denylisted_sample} />
        </div>
      )}
      <History history={history} />
    </>
  )
}

/** Why nothing is told yet. */
function waitingFor({ words, chosen, preflight }: Launch): string {
  if (words.faulty) return 'Told once the question is complete.'
  if (!chosen) return 'Told once hosts are chosen.'
  return preflight.failure ? `Not told: ${preflight.failure.message}` : 'Working it out'
}

export function PreflightCard({ launch, className }: { launch: Launch; className?: string }) {
  const { preflight, isComplete } = launch
  const { answer, busy, failure } = preflight
  const isOld = busy || !isComplete
  return (
    <Card title="Pre-flight" {...(className ? { className } : {})}>
      <div
        aria-live="off"
        aria-busy={busy || undefined}
        className={cn(
          'flex min-h-32 flex-col gap-2 tabular-nums transition-colors duration-fast',
          answer && isOld && 'text-fg-subtle [&_*]:text-fg-subtle',
        )}
      >
        {answer ? (
          <Figures preflight={answer.value} />
        ) : (
          <p className="text-fg-muted">{waitingFor(launch)}</p>
        )}
        {answer && failure && <p className="text-warn-fg">Not refreshed: {failure.message}</p>}
      </div>
    </Card>
  )
}
