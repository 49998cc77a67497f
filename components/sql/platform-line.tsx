// Where a query runs, by platform, and on how many of the targeted hosts: always below an editor.
import { CircleCheck, CircleDashed } from 'lucide-react'
import { formatCount, formatNoun } from '@/lib/client/format'
import { platformNames, type TablePlatform, tablePlatforms } from '@/lib/wire/platforms'
import type { SqlReport } from '@/lib/wire/sql'

export type PlatformHosts = Partial<Record<TablePlatform, number>>

/** "yes", "no table" or "no column". */
function platformWord(report: SqlReport, platform: TablePlatform): string {
  if (report.platforms[platform]) return 'yes'
  const lacks = report.absent[platform]
  return lacks.some(({ kind }) => kind === 'column') && lacks.every(({ kind }) => kind !== 'table')
    ? 'no column'
    : 'no table'
}

type PlatformLineProps = {
  report: SqlReport
  /** Those the query is meant for; others are told apart. */
  platforms: readonly TablePlatform[]
  hosts?: PlatformHosts | undefined
}

export function PlatformLine({ report, platforms, hosts }: PlatformLineProps) {
  return (
    <ul aria-label="Runs on" className="flex flex-wrap gap-x-4 gap-y-1 tabular-nums">
      {tablePlatforms.map((platform) => {
        const runs = report.platforms[platform]
        const meant = platforms.length === 0 || platforms.includes(platform)
        const lacks = report.absent[platform].map(({ kind, name }) => `${kind} ${name}`).join(', ')
        const count = hosts?.[platform]
        return (
          <li
            key={platform}
            title={lacks === '' ? undefined : `Lacks ${lacks}`}
            className={`flex items-center gap-1.5 ${meant ? '' : 'text-fg-muted'}`}
          >
            {runs ? (
              <CircleCheck aria-hidden className="text-ok" />
            ) : (
              <CircleDashed aria-hidden className={meant ? 'text-warn' : 'text-offline'} />
            )}
            {platformNames[platform]}
            {count !== undefined && (
              <span title={formatNoun(count, 'host')}>{formatCount(count)}</span>
            )}
            <span>
              {platformWord(report, platform)}
              {!meant && ', not targeted'}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
