'use client'
import { useState } from 'react'
import { toast } from 'sonner'
// Simulated hosts beside a server on its own database: one press starts them, one lets them leave.
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { CopyBlock } from '@/components/ui/copy-block'
import { Time } from '@/components/ui/time'
import { api, failureOf } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { SimulatedHosts } from '@/lib/wire/simulated-hosts'

const path = '/api/v1/fleet/simulated_hosts'
const simulatedCount = 25
const pollSeconds = 5
const simulate = `npm run simulate -- --hosts ${simulatedCount}`

/** For who may not start them from here, or wants other ones. */
export function SimulateCommand() {
  return <CopyBlock label="simulate command" text={simulate} />
}

function useSimulated() {
  const poll = usePoll(SimulatedHosts, path, pollSeconds)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const ask = async (method: 'POST' | 'DELETE') => {
    setBusy(true)
    setError(undefined)
    const body = method === 'POST' ? { body: { hosts: simulatedCount } } : {}
    await api(SimulatedHosts, path, { method, ...body }).then(
      ({ simulated_hosts: { running, hosts } }) =>
        toast(running ? `${formatNoun(hosts, 'simulated host')} on their way` : 'They are leaving'),
      (failure: unknown) => setError(failureOf(failure).message),
    )
    poll.refresh()
    setBusy(false)
  }
  return { state: poll.value?.simulated_hosts, busy, error, ask }
}

export function SimulatedHostsButton() {
  const { state, busy, error, ask } = useSimulated()
  const trouble = error ?? state?.error
  return (
    <div className="flex flex-col gap-2">
      {state?.running ? (
        <p className="flex flex-wrap items-center gap-3">
          <span>
            {formatNoun(state.hosts, 'simulated host')} here; they leave <Time at={state.ends_at} />
            .
          </span>
          <Button size="small" busy={busy} onClick={() => ask('DELETE')}>
            Let them leave now
          </Button>
        </p>
      ) : (
        <Button className="self-start" busy={busy} onClick={() => ask('POST')}>
          Add {simulatedCount} simulated hosts
        </Button>
      )}
      {trouble && (
        <Banner tone="bad">
          <span role="alert">The simulated hosts did not stay: {trouble}</span>
        </Banner>
      )}
    </div>
  )
}
