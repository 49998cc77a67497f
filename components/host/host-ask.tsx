'use client'
// Asks this one host: SQL or a saved query with its values; online now, offline when it returns.
import { BookOpen } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { OpenFor } from '@/components/live/open-for'
import { ParameterForm } from '@/components/live/parameter-form'
import type { EditorHandle } from '@/components/sql/editor-handle'
import { SqlEditor } from '@/components/sql/sql-editor'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { type Choice, Combobox } from '@/components/ui/combobox'
import { Kbd } from '@/components/ui/kbd'
import { api } from '@/lib/client/api'
import { useSettled } from '@/lib/client/use-settled'
import { QueryList } from '@/lib/wire/queries'
import { askLabel } from './host-live-words'
import type { HostAsk } from './use-host-ask'
import { useRecall } from './use-recall'

type SavedProps = { ask: HostAsk; onlyAllowed: boolean }

/** Saved queries by name; of those who may not write SQL, only what observers may run. */
function useSavedQueries(text: string, onlyAllowed: boolean) {
  const found = useSettled(text.trim(), 200, (query, signal) => {
    const allowed = onlyAllowed ? { observer_can_run: 'true' } : {}
    const search = new URLSearchParams({ query, per_page: '30', order_key: 'name', ...allowed })
    return api(QueryList, `/api/v1/fleet/queries?${search}`, { signal })
  })
  const queries = found.answer?.value.queries
  // The list stays the same thing until it changes: the box compares it.
  const options = useMemo(
    () =>
      (queries ?? []).map(
        ({ id, name, description }): Choice => ({ id: String(id), name, detail: description }),
      ),
    [queries],
  )
  return { queries, options, busy: found.busy }
}

function SavedChoice({ ask, onlyAllowed }: SavedProps) {
  const [text, setText] = useState('')
  const { queries, options, busy } = useSavedQueries(text, onlyAllowed)
  const saved = ask.isSaved ? ask.written.saved : undefined
  const value = useMemo(
    (): Choice[] => (saved ? [{ id: String(saved.id), name: saved.name }] : []),
    [saved],
  )
  const choose = (next: Choice | undefined) => {
    const query = queries?.find(({ id }) => String(id) === next?.id)
    if (query) ask.setSaved(query)
  }
  return (
    <div className="flex min-w-0 items-center gap-2">
      <BookOpen aria-hidden className="shrink-0 text-fg-subtle" />
      <Combobox
        label="Saved query"
        placeholder="Take a saved query"
        options={options}
        value={value}
        onChange={(next) => choose(next.at(-1))}
        onSearch={setText}
        busy={busy}
        emptyText="No saved query of that name"
        className="w-auto min-w-0 flex-1"
      />
    </div>
  )
}

function Send({ ask, online, name }: { ask: HostAsk; online: boolean; name: string }) {
  return (
    <div className="mt-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
      <OpenFor seconds={ask.expires_in} onChange={ask.setExpiresIn} />
      <Button
        variant="primary"
        onClick={ask.ask}
        busy={ask.busy}
        disabledReason={ask.refusal}
        aria-keyshortcuts="Control+Enter"
        className="max-sm:w-full"
      >
        {askLabel(online)} <Kbd keys="Ctrl Enter" className="max-sm:hidden" />
      </Button>
      {!online && (
        <p className="w-full text-fg-muted">
          {name} is offline. The question waits for it, and its answer appears here by itself.
        </p>
      )}
    </div>
  )
}

type HostAskFormProps = {
  ask: HostAsk
  name: string
  online: boolean
  /** Texts asked before, newest first, without repetitions. */
  past: readonly string[]
  /** Why this viewer may not write SQL of their own. */
  noAsk: string | undefined
}

function Below({ ask, online, name, noAsk }: Omit<HostAskFormProps, 'past'>) {
  return (
    <>
      <ParameterForm
        sql={ask.written.sql}
        fields={ask.fields}
        faults={ask.reading.faults}
        onChange={ask.setText}
      />
      <p className="mt-1 text-fg-subtle text-meta">
        {noAsk === undefined
          ? 'Read-only, once. Up and Down bring back what was asked before.'
          : 'Your role asks saved queries; their SQL can be read here.'}
      </p>
      <Send ask={ask} online={online} name={name} />
      {ask.error && (
        <div role="alert" className="mt-3">
          <Banner tone="bad">{ask.error}</Banner>
        </div>
      )}
    </>
  )
}

export function HostAskForm({ ask, name, online, past, noAsk }: HostAskFormProps) {
  const { written, names, check } = ask
  const editor = useRef<EditorHandle>(null)
  const recall = useRecall(past, {
    read: () => editor.current?.flush() ?? written.sql,
    write: (sql) => {
      editor.current?.replace(sql)
      editor.current?.flush()
    },
  })
  return (
    <section
      aria-label={`Ask ${name}`}
      className="min-w-0 rounded-lg border border-line bg-surface p-4"
    >
      <div className="mb-3 grid items-center gap-2 sm:grid-cols-[auto_minmax(0,20rem)] sm:justify-between">
        <h2 className="font-semibold">Ask {name}</h2>
        <SavedChoice ask={ask} onlyAllowed={noAsk !== undefined} />
      </div>
      <div {...recall}>
        <SqlEditor
          label={`SQL for ${name}`}
          value={written.sql}
          onChange={ask.setSql}
          onRun={ask.ask}
          handle={editor}
          check={check}
          parameters={names}
          extensions
          readOnly={noAsk !== undefined}
          height="7rem"
        />
      </div>
      <Below ask={ask} online={online} name={name} noAsk={noAsk} />
    </section>
  )
}
