'use client'
// Saving agent options, or going back to older ones: what differs, whom it reaches, and for what moves
// or mutes agents the typed number of hosts and the password.
import { type ReactNode, useState } from 'react'
import type { z } from 'zod'
import { Banner } from '@/components/ui/banner'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import type { OptionChange, OptionsPreview } from '@/lib/wire/agent-options'
import { Unread } from '@/lib/wire/frame'
import { platformNames } from '@/lib/wire/platforms'
import { OptionsDiff } from './options-diff'

type Saving = { path: string; method: 'PATCH' | 'POST'; body: object }

/** Proves the password where it was asked for, then sends what is saved. */
function useSave<S extends z.ZodType>({ path, method, body }: Saving, reply: S) {
  const { busy, failure, error, run } = useCall()
  const save = (
    given: { confirm?: number; password: string },
    then: (value: z.output<S>) => void,
  ) =>
    run(async () => {
      const { password, ...rest } = given
      if (password !== '')
        await api(Unread, '/api/v1/fleet/sessions/prove', { method: 'POST', body: { password } })
      then(await api(reply, path, { method, body: { ...body, ...rest } }))
    })
  return { busy, error, wrong: failure?.reason('password'), save }
}

const names: Record<string, string> = { ...platformNames, freebsd: 'FreeBSD', unknown: 'other' }

/** "3 hosts: 2 macOS in Red, 1 Linux without a team". */
function Reached({ hosts }: Pick<OptionsPreview, 'hosts'>) {
  const { affected, groups } = hosts
  if (affected === 0) return <p>No host is told anything else by it.</p>
  return (
    <>
      <p>
        <span className="font-medium text-fg">{formatNoun(affected, 'host')}</span> will be told at
        their next refresh:
      </p>
      <ul className="list-disc ps-5 tabular-nums">
        {groups.map(({ team_id, team, platform, hosts: count }) => (
          <li key={`${team_id} ${platform}`}>
            {formatNoun(count, 'host')} on {names[platform] ?? platform},{' '}
            {team === null ? 'without a team' : `in ${team}`}
          </li>
        ))}
      </ul>
    </>
  )
}

const doing = {
  moves:
    'sends agents elsewhere. If nothing answers there, they are lost to Muster until their flag file is changed.',
  mutes: 'leaves agents silent, in whole or in part.',
}

function Moves({ moves }: Pick<OptionsPreview, 'moves'>) {
  return (
    <>
      {moves.map(({ option, effect, hosts }) => (
        <Banner key={option} tone="warn">
          <span className="mono">{option}</span> {doing[effect]} It reaches{' '}
          {formatNoun(hosts, 'host')}.
        </Banner>
      ))}
    </>
  )
}

type OptionsSaveProps<S extends z.ZodType> = {
  title: string
  keepLabel: string
  goLabel: string
  changes: readonly OptionChange[]
  preview: OptionsPreview
  saving: Saving
  reply: S
  intro?: ReactNode
  onClose: () => void
  onSaved: (value: z.output<S>) => void
}

export function OptionsSave<S extends z.ZodType>(props: OptionsSaveProps<S>) {
  const { title, keepLabel, goLabel, changes, preview, saving, intro, onClose, onSaved } = props
  const [note, setNote] = useState('')
  const { busy, error, wrong, save } = useSave(saving, props.reply)
  const { needed, hosts, password } = preview.confirm
  const confirm = ({ password: given }: { password: string }) =>
    void save(
      { ...(needed ? { confirm: hosts } : {}), ...(note ? { note } : {}), password: given },
      onSaved,
    )
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      keepLabel={keepLabel}
      goLabel={goLabel}
      onConfirm={confirm}
      busy={busy}
      error={wrong === undefined ? error : undefined}
      hosts={hosts}
      typed={needed}
      password={password}
      passwordError={wrong === undefined ? undefined : 'This is not your password'}
    >
      {intro}
      <OptionsDiff label="What differs" changes={changes} empty="Nothing differs." />
      <Reached hosts={preview.hosts} />
      <Moves moves={preview.moves} />
      <Field label="Note" optional className="mt-1 text-fg">
        <Input value={note} maxLength={2000} onChange={(event) => setNote(event.target.value)} />
      </Field>
    </ConfirmDialog>
  )
}
