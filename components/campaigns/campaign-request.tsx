'use client'
// The second line of the head: the SQL, opened whole with its template and values; whom it meant; who
// asked; its rails.
import { CopyBlock } from '@/components/ui/copy-block'
import { Popover } from '@/components/ui/popover'
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import type { BoundParameter, Campaign } from '@/lib/wire/campaigns'
import type { StatusFrame } from '@/lib/wire/frames'
import { canaryState, guardWords } from './guard-words'
import { isNumberOfHosts } from './target-words'

/** A value as it was given: lists with commas. */
export function valueText({ value }: BoundParameter): string {
  return Array.isArray(value) ? value.join(', ') : String(value)
}

export function Parameters({ parameters }: { parameters: readonly BoundParameter[] }) {
  return (
    <dl className="flex flex-col gap-1">
      {parameters.map((parameter) => (
        <div key={parameter.name} className="flex min-w-0 gap-3">
          <dt className="mono shrink-0 text-fg-muted">{parameter.name}</dt>
          <dd className="mono min-w-0 break-all">{valueText(parameter)}</dd>
          <dd className="text-fg-subtle">{parameter.type}</dd>
        </div>
      ))}
    </dl>
  )
}

function WholeSql({ campaign: { sql, template, parameters } }: { campaign: Campaign }) {
  return (
    <div className="flex max-h-[60vh] flex-col gap-3 overflow-y-auto">
      <CopyBlock text={sql} label="SQL" />
      {template !== null && (
        <>
          <h3 className="font-semibold">As it was written</h3>
          <CopyBlock text={template} label="template" />
        </>
      )}
      {parameters.length > 0 && <Parameters parameters={parameters} />}
    </div>
  )
}

function Sql({ campaign }: { campaign: Campaign }) {
  return (
    <Popover
      title="The SQL that hosts get"
      className="w-[min(640px,92vw)]"
      trigger={
        <button
          type="button"
          title="Show the whole SQL"
          className="flex min-h-6 min-w-0 max-w-full items-center gap-2 rounded-sm bg-sunken px-1.5 text-start hover:bg-hover sm:max-w-[56ch] pointer-coarse:min-h-11"
        >
          <span className="mono truncate">{campaign.sql.replace(/\s+/g, ' ').trim()}</span>
          <span className="shrink-0 text-accent-fg">SQL</span>
        </button>
      }
    >
      <WholeSql campaign={campaign} />
    </Popover>
  )
}

/** "In Workstations = 900 hosts"; of hosts that were named one by one the number stands already. */
const sumOf = (whom: string, hosts: string) => (isNumberOfHosts(whom) ? whom : `${whom} = ${hosts}`)

type CampaignRequestProps = { campaign: Campaign; status: StatusFrame; whom: string }

export function CampaignRequest({ campaign, status, whom }: CampaignRequestProps) {
  const { user, created_at, guard, again_of } = campaign
  const { hidden_hosts = 0, counts } = status
  const canary = canaryState(status)
  const rails = guardWords({ ...guard, canary: undefined })
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-1">
      <Sql campaign={campaign} />
      <span className="min-w-0 break-words">
        {sumOf(whom, formatNoun(counts.targeted + hidden_hosts, 'host'))}
        {campaign.newcomers && ', newcomers join'}
      </span>
      <span className="text-fg-muted">
        {user?.name ?? 'a deleted user'}, <Time at={created_at} source="server" />
        {canary && <span className="tabular-nums">, {canary}</span>}
      </span>
      {again_of !== null && (
        <a href={`/campaigns/${again_of}`} className="text-accent-fg hover:underline">
          asks hosts of #{again_of} again
        </a>
      )}
      {rails.length > 0 && <span className="text-fg-muted">Guard rails: {rails.join(', ')}</span>}
    </div>
  )
}
