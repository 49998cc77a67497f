'use client'
// How a host gets here, in three steps: a secret, a machine, and its arrival. Beside our own database
// also a simulated fleet for a first look.
import type { ReactNode } from 'react'
import { Banner } from '@/components/ui/banner'
import { Sheet } from '@/components/ui/sheet'
import { Arrivals } from './arrivals'
import { PackageStep } from './package-step'
import { SecretStep } from './secret-step'
import { SimulateCommand, SimulatedHostsButton } from './simulated'
import { useSecret } from './use-secret'

/** A team that the viewer may make secrets for; null is no team. */
export type AddHostsTeam = { id: number | null; name: string }

export type AddHostsFacts = {
  /** The database is our own, so a simulator finds its secret by itself. */
  embedded: boolean
  /** "host:port" that agents call; null where nothing here speaks TLS. */
  tls_host: string | null
  certificate: string | null
  /** Other machines cannot reach the listeners. */
  loopback: boolean
  teams: readonly AddHostsTeam[]
  may_simulate: boolean
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold">{title}</h3>
      {children}
    </section>
  )
}

function Reachability({ facts: { tls_host, loopback } }: { facts: AddHostsFacts }) {
  if (tls_host === null)
    return (
      <Banner tone="warn">
        The TLS listener is off, and osqueryd speaks TLS only. Start the server without{' '}
        <span className="mono">TLS_PORT=off</span>, or put a proxy with TLS in front of it and name
        it in <span className="mono">PUBLIC_URL</span>.
      </Banner>
    )
  if (!loopback) return null
  return (
    <Banner tone="warn">
      Other machines cannot reach this server: it listens on this machine only. Start it with{' '}
      <span className="mono">HOST=0.0.0.0</span> and a <span className="mono">PUBLIC_URL</span> that
      they can resolve.
    </Banner>
  )
}

function Simulated({ facts: { embedded, may_simulate } }: { facts: AddHostsFacts }) {
  if (!embedded) return null
  return (
    <Step title="For a first look: simulated hosts">
      <p className="mb-2 text-fg-muted">
        Agents on this machine that really execute SQL, on three platforms. They leave after an
        hour.
      </p>
      {may_simulate ? <SimulatedHostsButton /> : <SimulateCommand />}
    </Step>
  )
}

function Steps({ facts }: { facts: AddHostsFacts }) {
  const secret = useSecret()
  const { tls_host, certificate, teams } = facts
  return (
    <div className="flex flex-col gap-8">
      <Reachability facts={facts} />
      <Step title="1. Team and secret">
        <SecretStep state={secret} teams={teams} />
      </Step>
      {tls_host !== null && (
        <Step title="2. On each machine">
          <PackageStep reach={{ tls_host, certificate }} secret={secret.secret} />
        </Step>
      )}
      <Step title={tls_host === null ? '2. Arrivals' : '3. Arrivals'}>
        <Arrivals tlsHost={tls_host} />
      </Step>
      <Simulated facts={facts} />
    </div>
  )
}

type AddHostsProps = {
  facts: AddHostsFacts
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function AddHosts({ facts, open, onOpenChange }: AddHostsProps) {
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title="Add hosts"
      className="w-[min(720px,100vw)]"
    >
      <Steps facts={facts} />
    </Sheet>
  )
}
