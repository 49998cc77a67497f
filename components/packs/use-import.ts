'use client'
// The steps of an import. Only the last one saves; until then the server is asked for dry runs.
import { useCallback, useRef, useState } from 'react'
import type { Choice } from '@/components/ui/combobox'
import { ApiFailure, api, failureOf } from '@/lib/client/api'
import {
  type ImportChoices,
  ImportUndone,
  type PackChoice,
  PackImportReply,
  type QueryChoice,
} from '@/lib/wire/pack-import'
import { type PackFile, packNameOf } from './import-files'
import { firstChoices } from './import-words'

export type ImportStep = 'drop' | 'check' | 'targets' | 'report'

export type ChosenTargets = {
  label_match: 'any' | 'all'
  labels: Choice[]
  hosts: Choice[]
  teams: Choice[]
  disabled: boolean
}

const noTargets: ChosenTargets = {
  label_match: 'any',
  labels: [],
  hosts: [],
  teams: [],
  disabled: true,
}

const noChoices: ImportChoices = { packs: {}, queries: {}, library: {} }

const ids = (choices: readonly Choice[]) => choices.map(({ id }) => Number(id))

type Importing = {
  step: ImportStep
  files: PackFile[]
  preview: PackImportReply | undefined
  choices: ImportChoices
  saved: PackImportReply | undefined
  undone: ImportUndone | undefined
  targets: ChosenTargets
  busy: boolean
  error: ApiFailure | undefined
}

const fresh: Importing = {
  step: 'drop',
  files: [],
  preview: undefined,
  choices: noChoices,
  saved: undefined,
  undone: undefined,
  targets: noTargets,
  busy: false,
  error: undefined,
}

type Put = (patch: Partial<Importing>) => void

const path = '/api/v1/fleet/packs/import'

/** Runs a call; undefined after a failure, which is then in the state. */
function useAsk(put: Put) {
  return useCallback(
    async <T>(call: () => Promise<T>): Promise<T | undefined> => {
      put({ busy: true, error: undefined })
      try {
        return await call()
      } catch (error) {
        put({ error: failureOf(error) })
        return undefined
      } finally {
        put({ busy: false })
      }
    },
    [put],
  )
}

const filesOf = (files: readonly PackFile[]) =>
  files
    .filter(({ fault, content }) => fault === undefined && content !== '')
    .map(({ name, content }) => ({ name: packNameOf(name), content }))

/** The files with what the server said of those that it could not read. */
function withFaults(files: readonly PackFile[], { files: reports }: PackImportReply): PackFile[] {
  const readable = files.filter(({ fault }) => fault === undefined)
  return files.map((file) => {
    const error = reports[readable.indexOf(file)]?.error
    return error ? { ...file, fault: error } : file
  })
}

const send = (body: Record<string, unknown>) => api(PackImportReply, path, { method: 'POST', body })

/** What the last step sends: the files, what was decided, and whom the new packs are for. */
function bodyOf({ files, choices, targets, preview }: Importing): Record<string, unknown> {
  return {
    files: filesOf(files),
    choices,
    ...(preview ? { basis: preview.basis } : {}),
    disabled: targets.disabled,
    label_match: targets.label_match,
    label_ids: ids(targets.labels),
    host_ids: ids(targets.hosts),
    team_ids: ids(targets.teams),
  }
}

const isSame = (a: PackFile, b: PackFile) => a.name === b.name && a.content === b.content

function useDecisions(state: Importing, put: Put) {
  const { choices } = state
  return {
    decidePack: (pack: string, choice: PackChoice | undefined) => {
      const { [pack]: _, ...rest } = choices.packs
      put({ choices: { ...choices, packs: choice ? { ...rest, [pack]: choice } : rest } })
    },
    decideQuery: (pack: string, query: string, choice: QueryChoice | undefined) => {
      const { [query]: _, ...rest } = choices.queries[pack] ?? {}
      const own = choice ? { ...rest, [query]: choice } : rest
      put({ choices: { ...choices, queries: { ...choices.queries, [pack]: own } } })
    },
    decideLibrary: (query: string, choice: QueryChoice | undefined) => {
      const { [query]: _, ...rest } = choices.library
      put({ choices: { ...choices, library: choice ? { ...rest, [query]: choice } : rest } })
    },
  }
}

type Latest = { readonly current: Importing }
type Ask = ReturnType<typeof useAsk>

/** Everything before saving: files in, the check, and the check once more with the decisions. */
function useReading(latest: Latest, put: Put, ask: Ask) {
  const check = useCallback(
    async (files: PackFile[]) => {
      put({ files, choices: noChoices, preview: undefined, saved: undefined, undone: undefined })
      const readable = filesOf(files)
      if (readable.length === 0) return put({ step: 'drop' })
      const preview = await ask(() => send({ files: readable, dry_run: true }))
      if (!preview) return put({ step: 'drop' })
      if (preview.packs.length + preview.library.length > 0)
        return put({ preview, choices: firstChoices(preview), step: 'check' })
      put({ files: withFaults(files, preview), step: 'drop' })
    },
    [put, ask],
  )
  const add = useCallback(
    (files: PackFile[]) => {
      const { step, files: held } = latest.current
      const old = step === 'drop' || step === 'check' ? held : []
      return check([...old, ...files.filter((file) => !old.some((other) => isSame(file, other)))])
    },
    [check, latest],
  )
  /** Asks once more with the decisions; what is still in the way keeps the step. */
  const proceed = useCallback(async () => {
    const { files, choices } = latest.current
    const preview = await ask(() => send({ files: filesOf(files), choices, dry_run: true }))
    if (!preview) return
    const left = [...preview.packs.flatMap(({ conflicts }) => conflicts)]
    if (left.length === 0) put({ step: 'targets' })
    else put({ error: new ApiFailure(409, left[0]?.message ?? 'Something is in the way') })
  }, [ask, put, latest])
  return { check, add, proceed }
}

export function useImport(onSaved: () => void) {
  const [state, setState] = useState(fresh)
  const latest = useRef(state)
  const put: Put = useCallback((patch) => {
    latest.current = { ...latest.current, ...patch }
    setState(latest.current)
  }, [])
  const ask = useAsk(put)
  const { check, add, proceed } = useReading(latest, put, ask)
  const save = useCallback(async () => {
    const saved = await ask(() => send(bodyOf(latest.current)))
    if (!saved) return
    put({ saved, step: 'report' })
    onSaved()
  }, [ask, put, onSaved])
  const undo = useCallback(async () => {
    const body = latest.current.saved?.undo
    if (!body) return
    const undone = await ask(() => api(ImportUndone, `${path}/undo`, { method: 'POST', body }))
    if (!undone) return
    put({ undone })
    onSaved()
  }, [ask, put, onSaved])
  const reset = useCallback(() => put(fresh), [put])
  return { state, put, add, check, proceed, save, undo, reset, ...useDecisions(state, put) }
}

export type Import = ReturnType<typeof useImport>
