// A simulated fleet on a server of their own, for stories that ask a whole fleet: what they count
// is theirs, and laptops may leave it and programs start on it without another story's noticing.
import type { BrowserContext } from '@playwright/test'
import type { Role } from '@/lib/wire/roles'
import { type Fleet, startFleet } from './fleet'
import { Office, signInContext } from './people'
import { type OwnServer, startServer } from './server'

/** Enough that one host alone is an outlier by the page's own rule. */
export const storkCount = 120

/** The one of them that listens where no other does, by its number: the simulator's odd one. */
export const oddStork = 'stork-0027'

type HostRow = { id: number; hostname: string; platform: string }

export class Storks {
  private constructor(
    private readonly server: OwnServer,
    readonly office: Office,
    readonly fleet: Fleet,
    readonly hosts: readonly HostRow[],
  ) {}

  static async open(): Promise<Storks> {
    const server = await startServer()
    const office = await Office.open(server)
    const fleet = startFleet(server, storkCount, 'stork', ['--refresh', '30', '--interval', '4'])
    await office.awaitOnline(storkCount, 'stork')
    const { hosts } = await office.get('/hosts?per_page=200&query=stork')
    return new Storks(server, office, fleet, hosts)
  }

  /** The address of a page of theirs. */
  at(path: string): string {
    return `${this.server.url}${path}`
  }

  async enter(context: BrowserContext, role: Role): Promise<void> {
    await this.office.employ(role)
    await signInContext(context, this.server, role)
  }

  idOf(hostname: string): number {
    const found = this.hosts.find((host) => host.hostname === hostname)
    if (!found) throw new Error(`there is no ${hostname}`)
    return found.id
  }

  async close(): Promise<void> {
    await this.fleet.stop()
    await this.server.stop()
  }
}
