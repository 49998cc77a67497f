'use client'
// A destination while it is edited: what is typed, a test of exactly that, and saving it. Secrets are
// only ever written: an empty field keeps what is set.
import { useMemo, useState } from 'react'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import type { DestinationKind } from '@/lib/wire/destination-kinds'
import {
  type Destination,
  DestinationFilter,
  DestinationReply,
  type DestinationTestReply,
  type WhenFull,
} from '@/lib/wire/destinations'
import { kindFields } from './destination-fields'
import { configOf, initialTexts, type Texts, textsOf } from './destination-texts'
import { kindLabels } from './destination-words'
import { pathOf, sendTest } from './use-destination-acts'

export type DestinationDraft = {
  kind: DestinationKind
  name: string
  texts: Texts
  /** As typed, by name; those that are to be taken away are null. */
  secrets: Readonly<Record<string, string | null>>
  filter: DestinationFilter
  when_full: WhenFull
}

const firstKind: DestinationKind = 'file'

const emptyDraft: DestinationDraft = {
  kind: firstKind,
  name: '',
  texts: initialTexts(firstKind),
  secrets: {},
  filter: DestinationFilter.parse({}),
  when_full: 'block',
}

function draftOf({ kind, name, config, filter, when_full }: Destination): DestinationDraft {
  return { kind, name, texts: textsOf(kind, config), secrets: {}, filter, when_full }
}

/** Secrets that are typed or taken away; what is left alone is not named. */
function secretsOf({ secrets }: DestinationDraft): Record<string, string | null> {
  return Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== ''))
}

const given = (secrets: Record<string, string | null>) =>
  Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== null))

/** What a test is a test of. */
const connectionOf = (draft: DestinationDraft) => ({
  kind: draft.kind,
  config: configOf(draft.kind, draft.texts),
  secrets: secretsOf(draft),
})

/** What is still lacking before it can be tried. */
export function lacksOf(
  { kind, texts, secrets }: DestinationDraft,
  stored: Destination | undefined,
): string | undefined {
  const { config, secrets: names } = kindFields[kind]
  const field = config.find(
    ({ key, type, optional, ...rest }) =>
      !optional &&
      (type === 'text' || type === 'lines' || (type === 'number' && !('blank' in rest))) &&
      (texts[key] ?? '').trim() === '',
  )
  if (field) return `Fill in ${field.label} first`
  const lacking = names.find(({ name, optional }) => {
    const isSet = stored?.secrets.some((secret) => secret.name === name) && secrets[name] !== null
    return !optional && !isSet && !secrets[name]
  })
  return lacking && `Fill in ${lacking.label} first`
}

function useTrial(draft: DestinationDraft, stored: Destination | undefined) {
  const [found, setFound] = useState<{ about: string; reply: DestinationTestReply }>()
  const [busy, setBusy] = useState(false)
  const connection = useMemo(() => connectionOf(draft), [draft])
  const about = JSON.stringify(connection)
  const test = async () => {
    setBusy(true)
    const body = stored ? { id: stored.id, ...connection } : connection
    const reply = await sendTest('/api/v1/fleet/destinations/test', body)
    setFound({ about, reply })
    announce(reply.ok ? 'The test event was taken' : `The test failed: ${reply.message}`)
    setBusy(false)
  }
  const result = found?.about === about ? found.reply : undefined
  return { test, testing: busy, result }
}

type Saved = { stored: Destination | undefined; draft: DestinationDraft; enabled: boolean }

/** Of one that is there everything but its kind; of a new one all of it. */
async function write({ stored, draft, enabled }: Saved): Promise<Destination> {
  const { kind, config, secrets } = connectionOf(draft)
  const { filter, when_full } = draft
  const rest = { name: draft.name.trim() || kindLabels[kind], config, filter, when_full }
  const isNew = stored === undefined
  const path = isNew ? '/api/v1/fleet/destinations' : pathOf(stored.id)
  const body = isNew ? { ...rest, kind, secrets: given(secrets), enabled } : { ...rest, secrets }
  const reply = await api(DestinationReply, path, { method: isNew ? 'POST' : 'PATCH', body })
  return reply.destination
}

/** `stored` undefined: a new one. `onSaved` gets what was stored. */
export function useDestinationDraft(
  stored: Destination | undefined,
  onSaved: (destination: Destination) => void,
) {
  const [saved, setSaved] = useState(() => (stored ? draftOf(stored) : emptyDraft))
  const [draft, setDraft] = useState(saved)
  const call = useCall()
  const trial = useTrial(draft, stored)
  const change = (patch: Partial<DestinationDraft>) => {
    call.clear()
    setDraft((old) => ({ ...old, ...patch }))
  }
  const setKind = (kind: DestinationKind) =>
    change({ kind, texts: initialTexts(kind), secrets: {} })
  const save = (enabled: boolean) =>
    call.run(async () => {
      const destination = await write({ stored, draft, enabled })
      const words = `${destination.name} is ${stored ? 'saved' : 'made'}`
      announce(words)
      toast.done(words)
      const next = draftOf(destination)
      setSaved(next)
      setDraft(next)
      onSaved(destination)
    })
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved)
  const discard = () => change(saved)
  const part = { draft, change, setKind, save, isChanged, discard, stored }
  const { busy, failure, error } = call
  return { ...part, ...trial, lacks: lacksOf(draft, stored), busy, failure, error }
}

export type DestinationDraftState = ReturnType<typeof useDestinationDraft>
