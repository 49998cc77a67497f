'use client'
// A part of the organisation's settings being edited, as text: what differs from what is kept is sent by
// PATCH /config, and what the server has against it is told field by field.
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { Config } from '@/lib/wire/config'

/** The text of each field by its path in /config: `org_name`, `limits.campaign_rows_max`. */
type Texts = Record<string, string>

type FormRules = {
  /** Why the reader may not change them. */
  noWrite: string | undefined
  /** Why what is typed cannot be sent. */
  wrong?: (draft: Texts) => string | undefined
  /** What is sent for a text; by default the text itself. */
  encode?: (path: string, text: string) => unknown
}

/** What differs, a dotted path as an object in an object. */
function patchOf(kept: Texts, draft: Texts, { encode }: FormRules): Record<string, unknown> {
  const patch: Record<string, unknown> = {}
  for (const [path, text] of Object.entries(draft)) {
    if (text === kept[path]) continue
    const value = encode ? encode(path, text) : text
    const [group = '', key] = path.split('.')
    patch[group] = key === undefined ? value : { ...Object(patch[group]), [key]: value }
  }
  return patch
}

export function useConfigForm(kept: Texts, rules: FormRules) {
  const { refresh } = useRouter()
  const [draft, setDraft] = useState(kept)
  const { busy, failure, run } = useCall()
  const body = patchOf(kept, draft, rules)
  const same = Object.keys(body).length === 0
  const lacks = rules.noWrite ?? (same ? 'Nothing is changed' : rules.wrong?.(draft))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (lacks || busy) return
    void run(async () => {
      await api(Config, '/api/v1/fleet/config', { method: 'PATCH', body })
      toast.done('The settings are saved')
      refresh()
    })
  }
  const put = (given: Texts) => setDraft((old) => ({ ...old, ...given }))
  const text = (path: string) => draft[path] ?? ''
  const reason = (path: string) =>
    failure?.errors.find(({ name }) => name === path || name.startsWith(`${path}.`))?.reason
  const general = Object.keys(kept).some(reason) ? undefined : failure?.message
  const off = rules.noWrite !== undefined
  return { draft, text, put, busy, lacks, submit, reason, general, off }
}

export type ConfigForm = ReturnType<typeof useConfigForm>
