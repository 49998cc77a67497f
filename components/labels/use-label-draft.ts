'use client'
// A label while it is edited: what differs from what is stored, and saving it. Other SQL asks first.
import { useState } from 'react'
import { pastedNames } from '@/components/targets/pasted-names'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { type Label, LabelDetailReply, LabelMade } from '@/lib/wire/labels'
import { kindOf, pastedSentence } from './label-words'

export type LabelDraft = {
  kind: 'sql' | 'manual'
  name: string
  description: string
  query: string
  platforms: string[]
  /** Of a new one by hand: hosts that were picked, and names as they were pasted. */
  hosts: number[]
  pasted: string
}

const emptyDraft: LabelDraft = {
  kind: 'sql',
  name: '',
  description: '',
  query: '',
  platforms: [],
  hosts: [],
  pasted: '',
}

const split = (text: string) => text.split(/[\s,]+/).filter(Boolean)

function draftOf(label: Label): LabelDraft {
  const { name, description, query, platform } = label
  const kind = kindOf(label) === 'sql' ? 'sql' : 'manual'
  return { ...emptyDraft, kind, name, description, query, platforms: split(platform) }
}

function bodyOf(draft: LabelDraft, isNew: boolean): Record<string, unknown> {
  const { kind, name, description, query, platforms, hosts, pasted } = draft
  if (kind === 'sql') return { name, description, query, platform: platforms.join(',') }
  if (!isNew) return { name, description }
  return { name, description, host_ids: hosts, identifiers: pastedNames(pasted) }
}

/** What is still lacking before it can be saved. */
export function lacksOf(draft: LabelDraft, isChanged: boolean): string | undefined {
  if (!isChanged) return 'Nothing is changed'
  if (draft.name.trim() === '') return 'Give it a name first'
  if (draft.kind === 'sql' && draft.query.trim() === '') return 'Write its SQL first'
  return undefined
}

/** `label` undefined: a new one. `onSaved` gets the id of what was stored. */
export function useLabelDraft(label: Label | undefined, onSaved: (id: number) => void) {
  const stored = label ? draftOf(label) : emptyDraft
  const [draft, setDraft] = useState(stored)
  const [asked, ask] = useState(false)
  const call = useCall()
  const change = (patch: Partial<LabelDraft>) => setDraft((old) => ({ ...old, ...patch }))
  const asksAnew =
    draft.query.trim() !== stored.query.trim() || draft.platforms.join() !== stored.platforms.join()
  const save = () =>
    call.run(async () => {
      const body = bodyOf(draft, !label)
      ask(false)
      if (label) {
        const path = `/api/v1/fleet/labels/${label.id}`
        await api(LabelDetailReply, path, { method: 'PATCH', body })
        toast.done(`${draft.name} is saved`)
        return onSaved(label.id)
      }
      const made = await api(LabelMade, '/api/v1/fleet/labels', { method: 'POST', body })
      const words = `${made.label.name} is made`
      announce(words)
      const left = pastedSentence(made)
      if (left) toast.failed(words, left)
      else toast.done(words)
      onSaved(made.label.id)
    })
  const review = () => {
    if (call.busy) return
    if (label && asksAnew) ask(true)
    else void save()
  }
  const isChanged = JSON.stringify(draft) !== JSON.stringify(stored)
  const discard = () => setDraft(stored)
  return { draft, change, asked, ask, ...call, save, review, isChanged, discard }
}

export type LabelDraftState = ReturnType<typeof useLabelDraft>
