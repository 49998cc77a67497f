'use client'
// Who is in a label since when and by which version, who is not, who failed, and who is still due. The
// members of a label by hand are added and taken out here.
import { Plus, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { pastedNames } from '@/components/targets/pasted-names'
import { Button, IconButton } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { HostChip } from '@/components/ui/host-chip'
import { SearchInput, Textarea } from '@/components/ui/input'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { Select } from '@/components/ui/select'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { formatCount, formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { type ReadPage, usePages } from '@/lib/client/use-pages'
import {
  type LabelDetail,
  LabelHostsReply,
  type LabelMember,
  LabelMembers,
} from '@/lib/wire/labels'
import { kindOf, pastedSentence } from './label-words'

const readMembers: ReadPage<LabelMember> = async (key, { page, per_page }, signal) => {
  const path = `${key}&page=${page}&per_page=${per_page}`
  const { members, count } = await api(LabelMembers, path, { signal })
  return { items: members, count }
}

const nobody = { items: [], count: 0 }

const stateChoices = [
  { value: 'member', label: 'In it' },
  { value: 'not_member', label: 'Not in it' },
  { value: 'error', label: 'Failed' },
  { value: 'due', label: 'Due' },
] as const

function Since({ member, bySql }: { member: LabelMember; bySql: boolean }) {
  const { since, evaluated_at, version, current, error, author } = member
  return (
    <span className="min-w-0 text-fg-muted">
      {member.member && (
        <>
          since <Time at={since} />
          {author && ` by ${author}`}
        </>
      )}
      {bySql && (
        <>
          {member.member ? ', ' : ''}evaluated <Time at={evaluated_at} />
          {version !== null && ` by version ${version}${current ? '' : ', an older one'}`}
        </>
      )}
      {error && <span className="block truncate text-bad-fg">{error}</span>}
    </span>
  )
}

type RowProps = { member: LabelMember; bySql: boolean; remove: (() => void) | undefined }

function Row({ member, bySql, remove }: RowProps) {
  const { host, platform, status } = member
  return (
    <li className="flex min-w-0 items-center gap-3 border-line border-t py-1 max-sm:flex-wrap max-sm:gap-x-3 max-sm:gap-y-0">
      <HostChip
        name={host.display_name}
        status={status}
        platform={platform}
        href={`/hosts/${host.id}`}
        className="w-56 max-sm:w-full"
      />
      <Since member={member} bySql={bySql} />
      {remove && (
        <IconButton label={`Take ${host.display_name} out`} onClick={remove} className="ms-auto">
          <X aria-hidden />
        </IconButton>
      )}
    </li>
  )
}

function useMemberActs(label: LabelDetail, onDone: () => void) {
  const call = useCall()
  const change = (body: object, words: (reply: LabelHostsReply) => string) =>
    call.run(async () => {
      const path = `/api/v1/fleet/labels/${label.id}/hosts`
      const reply = await api(LabelHostsReply, path, { method: 'POST', body })
      const left = pastedSentence(reply)
      if (left) toast.failed(words(reply), left)
      else toast.done(words(reply))
      onDone()
    })
  const put = (id: number) => change({ add: [id] }, () => 'Put back')
  const remove = ({ host }: LabelMember) =>
    call.run(async () => {
      const path = `/api/v1/fleet/labels/${label.id}/hosts`
      await api(LabelHostsReply, path, { method: 'POST', body: { remove: [host.id] } })
      const undo = { run: () => void put(host.id) }
      toast.done(`${host.display_name} is out of ${label.name}`, { undo })
      onDone()
    })
  const paste = (text: string) =>
    change({ identifiers: pastedNames(text) }, ({ added }) => `${formatNoun(added, 'host')} added`)
  return { ...call, remove, paste }
}

type Acts = ReturnType<typeof useMemberActs>

function AddMembers({ acts }: { acts: Acts }) {
  const [text, setText] = useState('')
  const names = pastedNames(text)
  const add = async () => {
    await acts.paste(text)
    setText('')
  }
  return (
    <div className="mb-3 flex flex-col gap-2 rounded-md border border-line bg-surface p-3">
      <Field label="Add hosts" hint="Names, UUIDs or serials, one a line or between commas.">
        <Textarea
          rows={2}
          value={text}
          spellCheck={false}
          className="mono"
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      {acts.error && (
        <p role="alert" className="text-bad-fg">
          {acts.error}
        </p>
      )}
      <Button
        size="small"
        className="self-end"
        busy={acts.busy}
        disabledReason={names.length === 0 ? 'Name a host first' : undefined}
        onClick={() => void add()}
      >
        <Plus aria-hidden /> Add {names.length > 0 ? formatCount(names.length) : ''}
      </Button>
    </div>
  )
}

type State = (typeof stateChoices)[number]['value']

function useMembers(label: LabelDetail, bySql: boolean) {
  const [text, setText] = useState('')
  const [state, setState] = useState<State>('member')
  const search = new URLSearchParams({ state, query: text })
  const pages = usePages(`/api/v1/fleet/labels/${label.id}/members?${search}`, readMembers, nobody)
  const { refresh } = pages
  useEffect(refresh, [refresh])
  const choices = stateChoices.filter(({ value }) => bySql || /member$/.test(value))
  return { text, setText, state, setState, pages, choices }
}

type List = ReturnType<typeof useMembers>

function Which({ list: { text, setText, state, setState, pages, choices } }: { list: List }) {
  return (
    <div className="mb-2 flex flex-wrap items-center gap-2">
      <SearchInput
        label="Search hosts of the label"
        placeholder="Name, UUID, serial"
        value={text}
        onChange={setText}
      />
      <Select label="Which hosts" value={state} options={choices} onChange={setState} />
      <span className="text-fg-muted tabular-nums">{formatNoun(pages.count, 'host')}</span>
    </div>
  )
}

/** Where there are no rows: not read yet, not readable, or nobody. */
function None({ pages }: Pick<List, 'pages'>) {
  if (pages.items.length > 0) return null
  if (pages.readAt === undefined)
    return <Pending poll={pages} failed="The hosts could not be read" />
  return <EmptyState title="No host of these" />
}

type LabelHostsProps = {
  label: LabelDetail
  noWrite: string | undefined
  onChanged: () => void
}

export function LabelHosts({ label, noWrite, onChanged }: LabelHostsProps) {
  const kind = kindOf(label)
  const bySql = kind === 'sql'
  const list = useMembers(label, bySql)
  const { pages } = list
  const acts = useMemberActs(label, () => {
    pages.refresh()
    onChanged()
  })
  const byHand = kind === 'manual' && noWrite === undefined
  return (
    <>
      {byHand && <AddMembers acts={acts} />}
      <Which list={list} />
      <ul>
        {pages.items.map((member) => (
          <Row
            key={member.host.id}
            member={member}
            bySql={bySql}
            remove={byHand && member.member ? () => void acts.remove(member) : undefined}
          />
        ))}
      </ul>
      <None pages={pages} />
      {pages.hasMore && (
        <Button onClick={pages.more} busy={pages.busy} className="mt-2">
          Load 100 more
        </Button>
      )}
    </>
  )
}
