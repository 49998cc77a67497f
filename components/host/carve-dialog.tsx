'use client'
// Starts a carve: a live query on the table `carves` with the path bound as a literal, so that it is
// asked, limited and on record like any other.
import { useState } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { RunReply } from '@/lib/wire/campaigns'
import type { HostDetail } from '@/lib/wire/hosts'
import { carveQuery } from './carve-words'

type CarveDialogProps = {
  host: HostDetail
  open: boolean
  onOpenChange: (open: boolean) => void
  onStarted: () => void
}

const daySeconds = 86_400

function useStart({ host, onOpenChange, onStarted }: CarveDialogProps) {
  const { busy, error, run } = useCall()
  const start = (path: string) =>
    run(async () => {
      const body = {
        query: carveQuery(path),
        parameters: { path },
        selected: { hosts: [host.id] },
        expires_in: daySeconds,
        include_offline: true,
      }
      const { campaign_id } = await api(RunReply, '/api/v1/fleet/queries/run', {
        method: 'POST',
        body,
      })
      toast.done(`Live query #${campaign_id} asks for the files`)
      onStarted()
      onOpenChange(false)
    })
  return { busy, error, start }
}

const examples: Record<string, string> = {
  windows: 'C:\\Windows\\System32\\drivers\\etc\\hosts',
  darwin: '/Users/%/Downloads/report.pdf',
}

/** Why that is no path to carve yet. */
function faultOf(path: string): string | undefined {
  if (path === '') return 'Name a path first'
  const isAbsolute = /^(\/|[A-Za-z]:\\|\\\\)/.test(path)
  if (!isAbsolute) return 'Write the whole path, from / or C:\\ on'
  return /^(\/|[A-Za-z]:\\)?%+$/.test(path) ? 'That is the whole disk' : undefined
}

type PathFieldProps = {
  host: HostDetail
  value: string
  onChange: (value: string) => void
  onSubmit: () => void
}

function PathField({ host, value, onChange, onSubmit }: PathFieldProps) {
  const name = host.display_name || host.hostname
  const when =
    host.status === 'online'
      ? 'Agents look for new carves every minute.'
      : `${name} is offline: it is asked when it returns within a day.`
  return (
    <Field
      label="Path"
      name="path"
      hint={`% stands for anything within one folder, %% for folders below too. ${when}`}
    >
      <Input
        value={value}
        maxLength={4096}
        spellCheck={false}
        autoComplete="off"
        className="mono"
        placeholder={examples[host.platform] ?? '/etc/ssh/sshd_config'}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && onSubmit()}
      />
    </Field>
  )
}

export function CarveDialog(props: CarveDialogProps) {
  const { host, open, onOpenChange } = props
  const [typed, setTyped] = useState('')
  const { busy, error, start } = useStart(props)
  const path = typed.trim()
  const fault = faultOf(path)
  const submit = () => {
    if (!fault && !busy) void start(path)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Carve files of ${host.display_name || host.hostname}`}
      description="Its agent packs them into one archive and sends that here in blocks. Who asked and who downloads stands in the audit trail."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Carve nothing</Button>
          <Button variant="primary" busy={busy} disabledReason={fault} onClick={submit}>
            Carve files of 1 host
          </Button>
        </>
      }
    >
      <PathField host={host} value={typed} onChange={setTyped} onSubmit={submit} />
      {error && (
        <div role="alert" className="mt-3">
          <Banner tone="bad">{error}</Banner>
        </div>
      )}
    </Dialog>
  )
}
