'use client'
// The question that is being written to one host: its text, the values of its parameters, how long it
// stays open; and sending it. It goes out as a live query, so that nothing is lost with the tab.
import { useMemo, useState } from 'react'
import { fieldsOf, readFields, textsOf } from '@/components/live/parameter-fields'
import { findingsOf } from '@/components/sql/check-findings'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { useSqlCheck } from '@/lib/client/use-sql-check'
import { RunReply } from '@/lib/wire/campaigns'
import type { HostCampaign } from '@/lib/wire/host-queries'
import type { ParameterText, ParameterTexts } from '@/lib/wire/live-draft'
import type { ParameterValue, ParameterValues } from '@/lib/wire/parameters'
import type { QuerySummary } from '@/lib/wire/queries'
import { writtenText } from './host-live-words'

type SavedPick = Pick<QuerySummary, 'id' | 'name' | 'query' | 'parameters'>
type Written = { sql: string; saved: SavedPick | undefined; texts: ParameterTexts }

const blank: Written = { sql: '', saved: undefined, texts: {} }

const valuesOf = ({ parameters }: HostCampaign): ParameterValues =>
  Object.fromEntries(parameters.map(({ name, value }): [string, ParameterValue] => [name, value]))

/** The text with its fields, and what is still wrong with either. */
function useWritten(noAsk: string | undefined) {
  const [written, setWritten] = useState(blank)
  const { sql, saved, texts } = written
  const isSaved = saved !== undefined && saved.query === sql
  const fields = useMemo(() => fieldsOf(sql, saved?.parameters ?? [], texts), [sql, saved, texts])
  const reading = useMemo(() => readFields(fields), [fields])
  const names = useMemo(() => fields.map(({ name }) => name), [fields])
  const check = useSqlCheck(sql, [], { parameters: names })
  const fault = findingsOf(check.report, true).find(({ severity }) => severity === 'error')
  const lacks = Object.keys(reading.faults)
  const refusal =
    (sql.trim() === '' ? 'Write SQL or choose a saved query first' : undefined) ??
    (isSaved ? undefined : noAsk) ??
    (fault ? `${fault.place ? `Line ${fault.place.line}: ` : ''}${fault.message}` : undefined) ??
    (lacks.length > 0 ? `Give a value for ${lacks.join(', ')}` : undefined)
  return { written, setWritten, isSaved, fields, reading, names, check, refusal }
}

/** `onAsked` is told the campaign's number. */
export function useHostAsk(
  hostId: number,
  noAsk: string | undefined,
  onAsked: (campaignId: number) => void,
) {
  const state = useWritten(noAsk)
  const { written, setWritten, isSaved, reading, refusal } = state
  const [expires_in, setExpiresIn] = useState(600)
  const call = useCall()
  const send = async () => {
    const text = isSaved ? { query_id: written.saved?.id } : { query: written.sql }
    const body = {
      ...text,
      ...{ selected: { hosts: [hostId] }, expires_in, include_offline: true },
      parameters: reading.values,
    }
    const path = '/api/v1/fleet/queries/run'
    const reply = await api(RunReply, path, { method: 'POST', body })
    onAsked(reply.campaign_id)
  }
  const ask = () => {
    if (!refusal && !call.busy) call.run(send)
  }
  const again = (campaign: HostCampaign) =>
    setWritten({ sql: writtenText(campaign), saved: undefined, texts: textsOf(valuesOf(campaign)) })
  return {
    ...state,
    ...{ expires_in, setExpiresIn, ask, again, busy: call.busy, error: call.error },
    setSql: (sql: string) => setWritten((before) => ({ ...before, sql })),
    setSaved: (saved: SavedPick) => setWritten({ sql: saved.query, saved, texts: {} }),
    setText: (name: string, typed: ParameterText) =>
      setWritten((before) => ({ ...before, texts: { ...before.texts, [name]: typed } })),
  }
}

export type HostAsk = ReturnType<typeof useHostAsk>
