'use client'
// One scheduled query whole: its SQL, how often and how it reports, where it runs, what came of it.
import type { ReactNode } from 'react'
import { intervalSentence, modeSentence, platformWords } from '@/components/packs/query-words'
import { SqlText } from '@/components/sql/sql-text'
import { ButtonLink } from '@/components/ui/button'
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import type { Pack, ScheduledQuery } from '@/lib/wire/packs'
import type { Latest } from './pack-queries'

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 border-line border-t py-1.5 max-sm:flex-col max-sm:gap-0">
      <dt className="w-28 shrink-0 text-fg-muted">{label}</dt>
      <dd className="min-w-0 flex-1 break-words">{children}</dd>
    </div>
  )
}

type LastDayProps = {
  latest: Latest | undefined
  /** Whether the latest results have been read at all. */
  known: boolean
}

function LastDay({ latest, known }: LastDayProps) {
  if (latest)
    return (
      <>
        {formatNoun(latest.hosts, 'host')} reported, the last <Time at={latest.last_received_at} />
      </>
    )
  return known
    ? 'Nothing reported. A differential query reports only when something changes.'
    : 'Reading'
}

type QueryInspectorProps = LastDayProps & { pack: Pack; query: ScheduledQuery }

export function QueryInspector({ pack, query, latest, known }: QueryInspectorProps) {
  const results = new URLSearchParams({ pack_id: String(pack.id), query: query.name })
  return (
    <div className="flex flex-col gap-3">
      {query.description && <p className="text-fg-muted">{query.description}</p>}
      <div className="max-h-80 overflow-auto rounded-md border border-line bg-sunken p-3">
        <SqlText sql={query.query} />
      </div>
      <dl>
        <Fact label="Runs">{intervalSentence(query.interval)}</Fact>
        <Fact label="Reports">{modeSentence(query)}</Fact>
        <Fact label="Platform">{platformWords(query.platform)}</Fact>
        {query.version && <Fact label="Version">osquery {query.version} or later</Fact>}
        {query.shard !== null && (
          <Fact label="Sample">{query.shard} % of hosts, always the same</Fact>
        )}
        <Fact label="Denylist">
          {query.denylist
            ? 'An agent that it harms stops it for a day'
            : 'Never stopped by the agent, whatever it costs'}
        </Fact>
        {query.query_id !== null && <Fact label="SQL from">saved query {query.query_name}</Fact>}
        <Fact label="Last 24 h">
          <LastDay latest={latest} known={known} />
        </Fact>
      </dl>
      <div className="flex flex-wrap gap-2">
        <ButtonLink href={`/results?${results}`} size="small">
          Results
        </ButtonLink>
      </div>
    </div>
  )
}
