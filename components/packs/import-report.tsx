'use client'
// What an import did, pack by pack, and the way back while nothing has reached a host.
import { Banner } from '@/components/ui/banner'
import { Button, ButtonLink } from '@/components/ui/button'
import { formatNoun } from '@/lib/client/format'
import type { PackImportReply } from '@/lib/wire/pack-import'
import { arrivalInWords, outcomeInWords, reportInWords } from './import-words'
import type { Import } from './use-import'

function SavedPacks({ saved }: { saved: PackImportReply }) {
  return (
    <ul className="flex flex-col gap-2">
      {saved.packs.map(({ id, name, given_name, queries, outcome }) => (
        <li key={given_name} className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
          <span className="text-fg-muted">
            {outcomeInWords(outcome)}
            {id !== undefined && `, ${formatNoun(queries.length, 'query', 'queries')}`}
          </span>
          {id !== undefined && (
            <ButtonLink href={`/packs/${id}`} size="small">
              Open pack
            </ButtonLink>
          )}
        </li>
      ))}
    </ul>
  )
}

type ReportProps = { importing: Import; saved: PackImportReply }

export function ImportReport({ importing: { state, undo }, saved }: ReportProps) {
  const { undone, targets, busy } = state
  if (undone)
    return (
      <Banner tone="info">
        Undone: {formatNoun(undone.deleted, 'pack')} deleted
        {undone.restored > 0 && `, ${undone.restored} as before`}. No host had any of it.
      </Banner>
    )
  return (
    <div className="flex flex-col gap-4">
      <Banner
        tone="ok"
        action={
          saved.undo && (
            <Button size="small" busy={busy} onClick={undo}>
              Undo
            </Button>
          )
        }
      >
        {[reportInWords(saved), ...arrivalInWords(saved, targets.disabled)].join(' ')}
      </Banner>
      <SavedPacks saved={saved} />
    </div>
  )
}
