'use client'
// Options being edited: the text, what the server says of it, and what saving it would do. Nothing is
// kept until it is saved; another's save shows as a conflict then.
import { useMemo, useState } from 'react'
import { type ApiFailure, api } from '@/lib/client/api'
import { useSettled } from '@/lib/client/use-settled'
import {
  type OptionFault,
  OptionsChecked,
  OptionsPreview,
  type OptionsReply,
} from '@/lib/wire/agent-options'
import type { AgentOptions } from '@/lib/wire/settings'

const path = '/api/v1/fleet/agent_options'

/** Whose merged options are shown. */
export type Subject = { host_id?: number; of_team_id?: number | null; platform?: string }

export type TextFormat = 'yaml' | 'json'

export type Draft = {
  text: string
  format: TextFormat
  /** The text differs from what is saved. */
  edited: boolean
  checking: boolean
  /** Of the text as it stands; undefined while it is being checked. */
  checked: OptionsChecked | undefined
  faults: readonly OptionFault[]
  /** The text that `faults` are about. */
  about: string
  preview: OptionsPreview | undefined
  failure: ApiFailure | undefined
  setText: (text: string) => void
  setFormat: (format: TextFormat) => void
  /** Back to what is saved, or to what was just saved. */
  reset: (reply: OptionsReply) => void
}

const check = (content: string, signal: AbortSignal) =>
  api(OptionsChecked, `${path}/validate`, { method: 'POST', body: { content }, signal })

const noFaults: readonly OptionFault[] = []

/** The revision is part of what is asked: after a save the same text differs from nothing. */
function usePreview(
  { team_id, revision }: OptionsReply,
  options: AgentOptions | null,
  subject: Subject,
) {
  const { host_id, of_team_id, platform } = subject
  const asked = useMemo(() => {
    if (!options) return undefined
    const body = {
      team_id,
      agent_options: options,
      ...(host_id === undefined ? {} : { host_id }),
      ...(of_team_id === undefined ? {} : { of_team_id }),
      ...(platform === undefined ? {} : { platform }),
    }
    return { body, revision }
  }, [team_id, revision, options, host_id, of_team_id, platform])
  return useSettled(asked, 150, ({ body }, signal) =>
    api(OptionsPreview, `${path}/preview`, { method: 'POST', body, signal }),
  )
}

export function useOptionsDraft(reply: OptionsReply, subject: Subject): Draft {
  const [format, setWish] = useState<TextFormat>('yaml')
  const [text, setText] = useState(reply.text.yaml)
  const verdict = useSettled(text, 300, check)
  const isCurrent = verdict.answer?.about === text
  const checked = isCurrent ? verdict.answer?.value : undefined
  const last = verdict.answer?.value
  const options = last?.valid ? last.agent_options : null
  const preview = usePreview(reply, options, subject)
  const setFormat = (next: TextFormat) => {
    setWish(next)
    if (checked?.text) setText(checked.text[next])
  }
  const told = checked?.valid ? preview.answer?.value : undefined
  return {
    text,
    format,
    edited: told ? told.diff.length > 0 : text.trim() !== reply.text[format].trim(),
    checking: verdict.busy || preview.busy,
    checked,
    faults: last?.errors ?? noFaults,
    about: verdict.answer?.about ?? '',
    preview: told,
    failure: verdict.failure ?? preview.failure,
    setText,
    setFormat,
    reset: (next) => setText(next.text[format]),
  }
}
