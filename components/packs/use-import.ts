'use client'
// The steps of an import. Only the last one saves; until then the server is asked for dry runs.
import { useCallback, useState } from 'react'
import type { Choice } from '@/components/ui/combobox'
import { ApiFailure, api } from '@/lib/client/api'
import { PackImportReply } from '@/lib/wire/pack-import'

export type PackFile = { name: string; content: string }
export type ImportStep = 'drop' | 'check' | 'targets' | 'report'

export type ChosenTargets = {
  label_match: 'any' | 'all'
  labels: Choice[]
  hosts: Choice[]
  teams: Choice[]
  disabled: boolean
}

export const noTargets: ChosenTargets = {
  label_match: 'any',
  labels: [],
  hosts: [],
  teams: [],
  disabled: true,
}

const ids = (choices: readonly Choice[]) => choices.map(({ id }) => Number(id))

/** "windows-attacks.conf" → "windows-attacks". */
export function packNameOf(fileName: string): string {
  return fileName
    .replace(/^.*[\\/]/, '')
    .replace(/\.(conf|json|txt)$/i, '')
    .slice(0, 255)
}

export type Importing = {
  step: ImportStep
  content: string
  name: string
  preview: PackImportReply | undefined
  saved: PackImportReply | undefined
  targets: ChosenTargets
  busy: boolean
  error: ApiFailure | undefined
}

const fresh: Importing = {
  step: 'drop',
  content: '',
  name: '',
  preview: undefined,
  saved: undefined,
  targets: noTargets,
  busy: false,
  error: undefined,
}

const asFailure = (error: unknown) =>
  error instanceof ApiFailure ? error : new ApiFailure(0, String(error))

type Put = (patch: Partial<Importing>) => void

/** Sends an import, dry or real; undefined after a failure, which is then in the state. */
function useSend(put: Put) {
  return useCallback(
    async (body: Record<string, unknown>) => {
      put({ busy: true, error: undefined })
      try {
        const path = '/api/v1/fleet/packs/import'
        return await api(PackImportReply, path, { method: 'POST', body })
      } catch (error) {
        put({ error: asFailure(error) })
        return undefined
      } finally {
        put({ busy: false })
      }
    },
    [put],
  )
}

/** What the last step sends: the file and whom it is for. */
function bodyOf({ content, name, targets }: Importing): Record<string, unknown> {
  return {
    content,
    ...(name ? { name } : {}),
    disabled: targets.disabled,
    label_match: targets.label_match,
    label_ids: ids(targets.labels),
    host_ids: ids(targets.hosts),
    team_ids: ids(targets.teams),
  }
}

export function useImport(onSaved: () => void) {
  const [state, setState] = useState(fresh)
  const put: Put = useCallback((patch) => setState((old) => ({ ...old, ...patch })), [])
  const send = useSend(put)
  const check = useCallback(
    async (content: string, name: string) => {
      put({ content, name })
      const preview = await send({ content, dry_run: true, ...(name ? { name } : {}) })
      if (preview) put({ preview, step: 'check' })
    },
    [put, send],
  )
  const save = useCallback(async () => {
    const saved = await send(bodyOf(state))
    if (!saved) return
    put({ saved, step: 'report' })
    onSaved()
  }, [state, send, put, onSaved])
  const reset = useCallback(() => setState(fresh), [])
  return { state, put, check, save, reset }
}
