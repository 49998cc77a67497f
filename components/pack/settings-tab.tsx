'use client'
// What a pack is called, which hosts it fits and whether it fits at all; and taking it away. All but
// the last are edits of the draft.
import { Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { TagsInput } from '@/components/packs/tags-input'
import { SqlEditor } from '@/components/sql/sql-editor'
import { Button, IconButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Checkbox } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { Input, Textarea } from '@/components/ui/input'
import type { DraftContent } from '@/lib/client/pack-draft'
import { platformNames, tablePlatforms } from '@/lib/wire/platforms'
import { platformsOf, withPlatform } from './query-grid-words'
import type { PackDraft } from './use-pack-draft'

type SettingsProps = { draft: PackDraft; noWrite: string | undefined; onDelete: () => void }

type PartProps = {
  draft: PackDraft
  readOnly: boolean
  set: (patch: Partial<DraftContent>, mark?: string) => void
  faultOf: (field: string) => string | undefined
}

function NameField({ draft, readOnly, set, faultOf }: PartProps) {
  const { name } = draft.content
  const hint =
    name === draft.base.content.name
      ? 'It begins the full name of every query that agents report.'
      : 'Renaming makes every differential query report all its rows as added again; results so far stay under the old name.'
  return (
    <Field label="Name" error={faultOf('name')} hint={hint}>
      <Input
        value={name}
        readOnly={readOnly}
        onChange={({ target }) => set({ name: target.value }, 'name')}
      />
    </Field>
  )
}

function About(props: PartProps) {
  const { draft, readOnly, set, faultOf } = props
  const { description, tags } = draft.content
  return (
    <Card title="About">
      <div className="flex flex-col gap-4">
        <NameField {...props} />
        <Field label="Description" optional error={faultOf('description')}>
          <Textarea
            rows={3}
            value={description}
            readOnly={readOnly}
            onChange={({ target }) => set({ description: target.value }, 'description')}
          />
        </Field>
        <div className="flex flex-col gap-1">
          <span className="font-medium">
            Tags<span className="font-normal text-fg-subtle"> (optional)</span>
          </span>
          <TagsInput
            label="Tags"
            value={tags}
            onChange={(next) => set({ tags: next })}
            disabled={readOnly}
          />
        </div>
      </div>
    </Card>
  )
}

function PlatformBoxes({ draft, readOnly, set }: PartProps) {
  const { platform } = draft.content
  const on = platformsOf(platform)
  return (
    <div className="flex flex-col gap-1">
      <span className="font-medium">Platform</span>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {tablePlatforms.map((each) => (
          <Checkbox
            key={each}
            label={platformNames[each]}
            checked={on?.includes(each) ?? false}
            disabled={readOnly || (on?.length === 1 && on[0] === each)}
            onChange={(checked) => set({ platform: withPlatform(platform, each, checked) })}
          />
        ))}
        {!on && (
          <span className="text-fg-muted">
            as written: <span className="mono">{platform}</span>
          </span>
        )}
      </div>
      <span className="text-fg-subtle text-meta">
        A query can narrow this further, never widen it.
      </span>
    </div>
  )
}

function Fit(props: PartProps) {
  const { draft, readOnly, set, faultOf } = props
  const { version, shard } = draft.content
  return (
    <Card title="Which hosts it fits">
      <div className="flex flex-col gap-4">
        <PlatformBoxes {...props} />
        <div className="flex flex-wrap gap-4">
          <Field label="Minimum version" error={faultOf('version')} hint="osquery, or later">
            <Input
              value={version}
              placeholder="any"
              readOnly={readOnly}
              onChange={({ target }) => set({ version: target.value.trim() }, 'version')}
              className="mono w-36"
            />
          </Field>
          <Field
            label="Share, %"
            error={faultOf('shard')}
            hint="of its targets; always the same hosts, by their bucket"
          >
            <Input
              inputMode="numeric"
              value={shard === null ? '' : String(shard)}
              placeholder="100"
              readOnly={readOnly}
              onChange={({ target }) => {
                const text = target.value.trim()
                if (/^\d{0,3}$/.test(text))
                  set({ shard: text === '' ? null : Number(text) }, 'shard')
              }}
              className="w-24"
            />
          </Field>
        </div>
      </div>
    </Card>
  )
}

type EntryProps = {
  sql: string
  place: number
  platform: string
  readOnly: boolean
  onChange: (sql: string) => void
  onRemove: () => void
}

function DiscoveryEntry({ sql, place, platform, readOnly, onChange, onRemove }: EntryProps) {
  return (
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <SqlEditor
          label={`Discovery SQL ${place}`}
          value={sql}
          onChange={onChange}
          platforms={platformsOf(platform) ?? []}
          height="6rem"
          readOnly={readOnly}
        />
      </div>
      {!readOnly && (
        <IconButton label={`Remove discovery SQL ${place}`} onClick={onRemove}>
          <X aria-hidden />
        </IconButton>
      )}
    </div>
  )
}

function Discovery({ draft, readOnly, set, faultOf }: PartProps) {
  const { discovery, platform } = draft.content
  const change = (at: number, sql: string) =>
    set({ discovery: discovery.map((old, index) => (index === at ? sql : old)) }, `discovery ${at}`)
  const without = (at: number) => set({ discovery: discovery.filter((_, index) => index !== at) })
  return (
    <Card title="Discovery">
      <div className="flex flex-col gap-3">
        <p className="max-w-[68ch] text-fg-muted">
          Each host runs this SQL and takes the pack only if every one returns a row. An error here
          switches the pack off on that host, and a table that its platform lacks is an error.
        </p>
        {Object.entries(discovery).map(([place, sql]) => (
          <DiscoveryEntry
            key={place}
            sql={sql}
            place={Number(place) + 1}
            platform={platform}
            readOnly={readOnly}
            onChange={(text) => change(Number(place), text)}
            onRemove={() => without(Number(place))}
          />
        ))}
        {faultOf('discovery') && <p className="text-bad-fg">SQL {faultOf('discovery')}</p>}
        {!readOnly && (
          <Button className="self-start" onClick={() => set({ discovery: [...discovery, ''] })}>
            <Plus aria-hidden /> Add discovery SQL
          </Button>
        )}
      </div>
    </Card>
  )
}

function Section({ children }: { children: ReactNode }) {
  return <div className="flex max-w-[720px] flex-col gap-4">{children}</div>
}

export function SettingsTab({ draft, noWrite, onDelete }: SettingsProps) {
  const part: PartProps = {
    draft,
    readOnly: noWrite !== undefined,
    set: (patch, mark) => draft.change((old) => ({ ...old, ...patch }), mark && `pack ${mark}`),
    faultOf: (field) =>
      draft.errors.find((error) => error.query_id === undefined && error.field === field)?.message,
  }
  return (
    <Section>
      <About {...part} />
      <Fit {...part} />
      <Discovery {...part} />
      <Card title="Delete">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="max-w-[52ch] text-fg-muted">
            Its queries leave every host at the next refresh. Stored results stay.
          </p>
          <Button variant="danger" onClick={onDelete} disabledReason={noWrite}>
            Delete the pack
          </Button>
        </div>
      </Card>
    </Section>
  )
}
