// A simulated fleet on a server of their own, for stories that ask a whole fleet: what they count
// is theirs, and laptops may leave it and programs start on it without another story's noticing.
import type { BrowserContext } from '@playwright/test'
import type { Role } from '@/lib/wire/roles'
import { type Fleet, startFleet } from './fleet'
import { Office, signInContext } from './people'
import { type OwnServer, startServer } from './server'

/** Enough that one host alone is an outlier by the page's own rule. */
export const storkCount = 120

/** This laptop was shut before the first story and opens when one says so. */
export const shutStork = 'stork-0120'
export const awakeCount = storkCount - 1

/** The one of them that listens where no other does, by its number: the simulator's odd one. */
export const oddStork = 'stork-0027'

type HostRow = { id: number; hostname: string; platform: string }

type Parts = { office: Office; fleet: Fleet; hosts: readonly HostRow[]; label: number }

export class Storks {
  readonly office: Office
  readonly fleet: Fleet
  readonly hosts: readonly HostRow[]
  /** The number of the label of all that are awake. */
  readonly label: number

  private constructor(
    private readonly server: OwnServer,
    { office, fleet, hosts, label }: Parts,
  ) {
    this.office = office
    this.fleet = fleet
    this.hosts = hosts
    this.label = label
  }

  static async open(): Promise<Storks> {
    const server = await startServer()
    const office = await Office.open(server)
    const fleet = startFleet(server, storkCount, 'stork', ['--refresh', '30', '--interval', '4'])
    await office.awaitOnline(storkCount, 'stork')
    const { hosts } = await office.get('/hosts?per_page=200&query=stork')
    await fleet.tell(`offline ${shutStork}`)
    const awake = hosts.filter(({ hostname }: HostRow) => hostname !== shutStork)
    const host_ids = awake.map(({ id }: HostRow) => id)
    const { label } = await office.get('/labels', { name: 'Storks awake', host_ids })
    return new Storks(server, { office, fleet, hosts, label: label.id })
  }

  /** The address of a page of theirs. */
  at(path: string): string {
    return `${this.server.url}${path}`
  }

  async enter(context: BrowserContext, role: Role): Promise<void> {
    await this.office.employ(role)
    await signInContext(context, this.server, role)
  }

  /** The launch page with that question to those who are awake, or to single hosts. */
  liveAt(sql: string, hosts: number[] = []): string {
    const whom = hosts.length > 0 ? { hosts: hosts.join() } : { labels: String(this.label) }
    return this.at(`/live?${new URLSearchParams({ sql, ...whom })}`)
  }

  /** Starts a live query on those who are awake; resolves to its number. */
  async run(query: string, more: object = {}): Promise<number> {
    const body = { query, selected: { labels: [this.label] }, ...more }
    const { campaign } = await this.office.get('/queries/run', body)
    return campaign.id
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
