'use client'
// How a host gets here: a simulated fleet for a first look, and the flags of a real agent.
import { Banner } from '@/components/ui/banner'
import { CopyBlock } from '@/components/ui/copy-block'
import { Sheet } from '@/components/ui/sheet'

export type AgentsAddress = {
  /** The database is our own, so the simulator finds its secret by itself. */
  embedded: boolean
  /** "host:port" of the TLS listener; null when it is off. */
  tls_host: string | null
  /** Other machines cannot reach the listeners. */
  loopback: boolean
}

/** The flags file of a stock osqueryd for that listener. */
export function flagsFor(tlsHost: string): string {
  return [
    `--tls_hostname=${tlsHost}`,
    '--tls_server_certs=/etc/osquery/muster.pem',
    '--enroll_secret_path=/etc/osquery/muster.secret',
    '--enroll_tls_endpoint=/api/osquery/enroll',
    '--host_identifier=uuid',
    '--config_plugin=tls',
    '--config_tls_endpoint=/api/osquery/config',
    '--config_refresh=60',
    '--logger_plugin=tls',
    '--logger_tls_endpoint=/api/osquery/log',
    '--logger_tls_period=10',
    '--disable_distributed=false',
    '--distributed_plugin=tls',
    '--distributed_interval=10',
    '--distributed_tls_read_endpoint=/api/osquery/distributed/read',
    '--distributed_tls_write_endpoint=/api/osquery/distributed/write',
  ].join('\n')
}

const simulate = 'npm run simulate -- --hosts 25'

export function SimulateHint() {
  return (
    <div className="mx-auto mt-3 max-w-md text-start">
      <p className="mb-1">For a first look, start simulated hosts beside this server:</p>
      <CopyBlock label="simulate command" text={simulate} />
    </div>
  )
}

function RealAgents({ tls_host, loopback }: Pick<AgentsAddress, 'tls_host' | 'loopback'>) {
  if (tls_host === null)
    return (
      <Banner tone="warn">
        The TLS listener is off, and osqueryd speaks TLS only. Start the server without{' '}
        <span className="mono">TLS_PORT=off</span>, or put a proxy with TLS in front of it.
      </Banner>
    )
  return (
    <>
      {loopback && (
        <Banner tone="warn" className="mb-3">
          Other machines cannot reach this server: it listens on this machine only. Start it with{' '}
          <span className="mono">HOST=0.0.0.0</span> to change that.
        </Banner>
      )}
      <p className="mb-2 text-fg-muted">
        The flags file of any stock osqueryd. The certificate and an enrol secret go into the two
        files it names.
      </p>
      <CopyBlock label="flags file" text={flagsFor(tls_host)} />
    </>
  )
}

type AddHostsProps = {
  address: AgentsAddress
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function AddHosts({ address, open, onOpenChange }: AddHostsProps) {
  const { embedded, tls_host, loopback } = address
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="Add hosts">
      <div className="flex flex-col gap-6">
        {embedded && (
          <section>
            <h3 className="mb-1 font-semibold">Simulated hosts</h3>
            <p className="mb-2 text-fg-muted">
              Twenty-five agents that really execute SQL. They leave when the command ends.
            </p>
            <CopyBlock label="simulate command" text={simulate} />
          </section>
        )}
        <section>
          <h3 className="mb-1 font-semibold">Real agents</h3>
          <RealAgents tls_host={tls_host} loopback={loopback} />
        </section>
      </div>
    </Sheet>
  )
}
