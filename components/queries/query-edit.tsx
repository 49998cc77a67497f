'use client'
// The edit tab of a query, and the form of a new one. Saving other SQL names packs and hosts first.
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import type { QuerySummary } from '@/lib/wire/queries'
import { rowsOf } from './parameter-drafts'
import { QueryForm } from './query-form'
import { saveEffect, saveTitle } from './query-words'
import { useQueryDraft } from './use-query-draft'

type QueryEditProps = {
  /** Undefined: a new one. */
  query: QuerySummary | undefined
  tags: readonly string[]
  teams: readonly { id: number; name: string }[]
  writable: readonly (number | null)[]
  onSaved: (query: QuerySummary) => void
}

function owners({ teams, writable }: Pick<QueryEditProps, 'teams' | 'writable'>) {
  const fleet = writable.includes(null) ? [{ id: null, name: 'The whole fleet' }] : []
  return [...fleet, ...teams.filter(({ id }) => writable.includes(id))]
}

type Draft = ReturnType<typeof useQueryDraft>

function SaveDialog({ state }: { state: Draft }) {
  const { asked, ask, save, busy, failure } = state
  if (!asked) return null
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && ask(undefined)}
      title={saveTitle(asked)}
      keepLabel="Keep the old SQL"
      goLabel={`Save on ${asked.hosts.toLocaleString('en-US')} ${asked.hosts === 1 ? 'host' : 'hosts'}`}
      onConfirm={save}
      busy={busy}
      error={failure?.message}
      hosts={asked.hosts}
    >
      {saveEffect(asked).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </ConfirmDialog>
  )
}

function lacks({ draft, isChanged }: Draft): string | undefined {
  if (!isChanged) return 'Nothing is changed'
  if (draft.name.trim() === '') return 'Give it a name first'
  if (draft.query.trim() === '') return 'Write its SQL first'
  const wrong = rowsOf(draft.query, draft.parameters).find(({ fault }) => fault !== undefined)
  return wrong && `Mend ${wrong.name} first`
}

export function QueryEdit(props: QueryEditProps) {
  const { query, tags, writable, onSaved } = props
  const choices = owners(props)
  const state = useQueryDraft(query, onSaved)
  const { draft, change, failure, busy, review, isChanged, discard } = state
  const readOnly = query ? !writable.includes(query.team_id) : choices.length === 0
  return (
    <div className="flex flex-col gap-4">
      <QueryForm
        draft={draft}
        change={change}
        errors={(name) => failure?.reason(name)}
        tags={tags}
        teams={query ? undefined : choices}
        readOnly={readOnly}
        onSave={review}
      />
      {failure && failure.errors.length === 0 && (
        <p role="alert" className="text-bad-fg">
          {failure.message}
        </p>
      )}
      <div className="sticky -bottom-4 -mx-4 -mb-4 flex justify-end gap-2 border-line border-t bg-raised px-4 py-3">
        {isChanged && <Button onClick={discard}>Discard</Button>}
        <Button
          variant="primary"
          onClick={review}
          busy={busy}
          disabledReason={readOnly ? 'Needs the maintainer role' : lacks(state)}
          aria-keyshortcuts="Control+S Meta+S"
        >
          {query && query.packs_count > 0 ? 'Review and save' : 'Save'}
        </Button>
      </div>
      <SaveDialog state={state} />
    </div>
  )
}
