'use client'
// The fields of a query: name, SQL, what it is for, where it runs, who may run it.
import { useMemo } from 'react'
import { TagsInput } from '@/components/packs/tags-input'
import { SqlEditor } from '@/components/sql/sql-editor'
import { Checkbox } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { Input, Textarea } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { rowsOf } from './parameter-drafts'
import { QueryParameters } from './query-parameters'
import { platformChoices } from './query-words'
import type { QueryDraft } from './use-query-draft'

type QueryFormProps = {
  draft: QueryDraft
  change: (patch: Partial<QueryDraft>) => void
  errors: (name: string) => string | undefined
  tags: readonly string[]
  /** The teams that a new query may belong to; an old one stays where it is. */
  teams: readonly { id: number | null; name: string }[] | undefined
  readOnly: boolean
  onSave: () => void
}

type Part = Pick<QueryFormProps, 'draft' | 'change' | 'readOnly'>

function Platforms({ draft: { platforms }, change, readOnly }: Part) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium">Runs on</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {platformChoices.map(({ value, label }) => (
          <Checkbox
            key={value}
            label={label}
            checked={platforms.includes(value)}
            disabled={readOnly}
            onChange={(on) =>
              change({
                platforms: on
                  ? [...platforms, value]
                  : platforms.filter((platform) => platform !== value),
              })
            }
          />
        ))}
      </div>
      <p className="text-fg-subtle text-meta">
        None checked: on every platform that has its tables.
      </p>
    </fieldset>
  )
}

function Team({ draft, change, teams }: Part & Pick<QueryFormProps, 'teams'>) {
  if (!teams || teams.length < 2) return null
  return (
    <Field label="Belongs to" hint="A query of the whole fleet can be scheduled by every team.">
      <Select
        label="Belongs to"
        value={draft.team_id === null ? '' : String(draft.team_id)}
        options={teams.map(({ id, name }) => ({
          value: id === null ? '' : String(id),
          label: name,
        }))}
        onChange={(value) => change({ team_id: value === '' ? null : Number(value) })}
      />
    </Field>
  )
}

function About(props: QueryFormProps) {
  const { draft, change, tags, readOnly } = props
  return (
    <>
      <Field label="Description" optional>
        <Textarea
          rows={2}
          value={draft.description}
          maxLength={10_000}
          readOnly={readOnly}
          onChange={(event) => change({ description: event.target.value })}
        />
      </Field>
      <Field label="Tags" optional>
        <TagsInput
          label="Tags"
          value={draft.tags}
          onChange={(next) => change({ tags: next })}
          known={tags}
          disabled={readOnly}
        />
      </Field>
      <Platforms {...props} />
      <Team {...props} />
      <Checkbox
        label="Observers may run it live"
        hint="They can ask hosts this text, and no other."
        checked={draft.observer_can_run}
        disabled={readOnly}
        onChange={(observer_can_run) => change({ observer_can_run })}
      />
    </>
  )
}

/** The text, and what it asks for by name. */
function Sql({ draft, change, errors, readOnly, onSave }: QueryFormProps) {
  const { query: sql, parameters, platforms } = draft
  const rows = useMemo(() => rowsOf(sql, parameters), [sql, parameters])
  return (
    <>
      <div className="flex flex-col gap-1">
        <span aria-hidden className="font-medium">
          SQL
        </span>
        <SqlEditor
          label="SQL of the query"
          value={sql}
          onChange={(query) => change({ query })}
          platforms={platformChoices
            .map(({ value }) => value)
            .filter((value) => platforms.includes(value))}
          parameters={rows.map(({ name }) => name)}
          height="13rem"
          readOnly={readOnly}
          onSave={onSave}
        />
      </div>
      {errors('query') && (
        <p role="alert" className="text-bad-fg">
          SQL {errors('query')}
        </p>
      )}
      <QueryParameters
        rows={rows}
        onChange={(name, next) => change({ parameters: { ...parameters, [name]: next } })}
        errors={errors}
        readOnly={readOnly}
      />
    </>
  )
}

export function QueryForm(props: QueryFormProps) {
  const { draft, change, errors, readOnly } = props
  return (
    <div className="flex flex-col gap-4">
      <Field label="Name" error={errors('name')}>
        <Input
          value={draft.name}
          maxLength={255}
          readOnly={readOnly}
          onChange={(event) => change({ name: event.target.value })}
        />
      </Field>
      <Sql {...props} />
      <About {...props} />
    </div>
  )
}
