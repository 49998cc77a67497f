'use client'
// One line of a choice of targets: many of a list, or hosts by name. Pasting many names takes them all
// at once and says which are unknown.
import { CircleAlert } from 'lucide-react'
import { type ClipboardEvent, type ReactNode, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { type Choice, Combobox } from '@/components/ui/combobox'
import { api, failureOf } from '@/lib/client/api'
import { useSettled } from '@/lib/client/use-settled'
import { HostList } from '@/lib/wire/hosts'
import { HostNamesReply } from '@/lib/wire/targets'
import { foundSentence, pastedNames } from './pasted-names'

const searchMs = 200
const foundMax = 20

const chosen = (ids: readonly number[], options: readonly Choice[]): Choice[] =>
  ids.map(
    (id) =>
      options.find((option) => option.id === String(id)) ?? { id: String(id), name: `#${id}` },
  )
const idsOf = (choices: readonly Choice[]) => choices.map(({ id }) => Number(id))
const union = (ids: readonly number[], more: readonly number[]) => [...new Set([...ids, ...more])]

type LineProps = {
  label: string
  /** What came of pasted names. */
  note: string | undefined
  /** Takes many pasted names; a single one is typed as ever. */
  onNames: (names: string[]) => void
  /** Why this line leaves nobody. */
  fault: string | undefined
  children: ReactNode
}

function Line({ label, note, onNames, fault, children }: LineProps) {
  const paste = (event: ClipboardEvent) => {
    const names = pastedNames(event.clipboardData.getData('text'))
    if (names.length < 2) return
    event.preventDefault()
    event.stopPropagation()
    onNames(names)
  }
  return (
    <div className="flex flex-col gap-1" onPasteCapture={paste}>
      <span aria-hidden className="text-fg-muted">
        {label}
      </span>
      <div className={cn(fault && 'rounded-md outline-1 outline-bad')}>{children}</div>
      <span role="status" className="text-fg-muted text-meta empty:hidden">
        {note}
      </span>
      {fault && (
        <span className="flex items-start gap-1 text-bad-fg text-meta">
          <CircleAlert aria-hidden className="size-3.5 translate-y-px" />
          {fault}
        </span>
      )}
    </div>
  )
}

type GroupLineProps = {
  label: string
  placeholder: string
  options: readonly Choice[]
  ids: readonly number[]
  onIds: (ids: number[]) => void
  fault?: string | undefined
  readOnly?: boolean | undefined
}

/** Labels or teams, all of which are known here. */
export function GroupLine(props: GroupLineProps) {
  const { label, placeholder, options, ids, onIds, fault, readOnly = false } = props
  const [note, setNote] = useState<string>()
  const takeNames = (names: string[]) => {
    const byName = new Map(options.map(({ id, name }) => [name.toLowerCase(), Number(id)]))
    const unknown = names.filter((name) => !byName.has(name.toLowerCase()))
    onIds(
      union(
        ids,
        names.flatMap((name) => byName.get(name.toLowerCase()) ?? []),
      ),
    )
    setNote(foundSentence(names.length, unknown))
  }
  return (
    <Line label={label} note={note} onNames={readOnly ? () => undefined : takeNames} fault={fault}>
      <Combobox
        label={label}
        placeholder={placeholder}
        options={options}
        value={chosen(ids, options)}
        onChange={(choices) => {
          setNote(undefined)
          onIds(idsOf(choices))
        }}
        disabled={readOnly}
      />
    </Line>
  )
}

function searchHosts(text: string, signal: AbortSignal): Promise<Choice[]> {
  const query = new URLSearchParams({ query: text, per_page: String(foundMax) })
  return api(HostList, `/api/v1/fleet/hosts?${query}`, { signal }).then(({ hosts }) =>
    hosts.map(({ id, display_name, hostname, status }) => ({
      id: String(id),
      name: display_name || hostname,
      detail: status,
    })),
  )
}

const askNames = (hosts: string[]) =>
  api(HostNamesReply, '/api/v1/fleet/targets/names', { method: 'POST', body: { hosts } })

type HostLineProps = {
  label: string
  ids: readonly number[]
  onIds: (ids: number[]) => void
  known: readonly Choice[]
  onKnown: (choices: readonly Choice[]) => void
  fault?: string | undefined
  readOnly?: boolean | undefined
}

/** Takes pasted names of hosts as chosen, and says what came of them. */
function usePastedHosts({ ids, onIds, onKnown }: Pick<HostLineProps, 'ids' | 'onIds' | 'onKnown'>) {
  const [note, setNote] = useState<string>()
  const take = async (names: string[]) => {
    setNote(`Looking for ${names.length} names`)
    try {
      const { hosts, unknown } = await askNames(names)
      const choice = ({ id, display_name, hostname }: (typeof hosts)[number]) => ({
        id: String(id),
        name: display_name || hostname,
      })
      onKnown(hosts.map(choice))
      onIds(
        union(
          ids,
          hosts.map(({ id }) => id),
        ),
      )
      setNote(foundSentence(names.length, unknown))
    } catch (error) {
      setNote(failureOf(error).message)
    }
  }
  return { note, setNote, take }
}

/** Single hosts, found by the server. */
export function HostLine(props: HostLineProps) {
  const { label, ids, onIds, known, onKnown, fault, readOnly = false } = props
  const [text, setText] = useState('')
  const { note, setNote, take } = usePastedHosts(props)
  const { answer, busy } = useSettled(text.trim() || undefined, searchMs, searchHosts)
  return (
    <Line label={label} note={note} onNames={readOnly ? () => undefined : take} fault={fault}>
      <Combobox
        label={label}
        placeholder={ids.length === 0 ? 'Find a host, or paste many names' : ''}
        options={text.trim() ? (answer?.value ?? []) : []}
        value={chosen(ids, known)}
        onChange={(choices) => {
          setNote(undefined)
          onKnown(choices)
          onIds(idsOf(choices))
        }}
        onSearch={setText}
        busy={busy}
        emptyText={text.trim() ? 'No host of that name' : 'Type part of a name, or paste many'}
        disabled={readOnly}
      />
    </Line>
  )
}
