// Accounts of the tests: one per role, made through the API, and requests in their name.
import type { BrowserContext } from '@playwright/test'
import type { Role } from '@/lib/wire/roles'
import { type Place, setupToken } from './server'

export const password = 'a heron stands in the reeds'
export const emailOf = (role: Role) => `${role.replace('_', '-')}@muster.example`
export const nameOf = (role: Role) => `Test ${role.replace('_', ' ')}`

type Json = Record<string, unknown>

async function send(
  place: Place,
  path: string,
  init: { body?: Json; token?: string; method?: string },
) {
  const { body, token, method = body ? 'POST' : 'GET' } = init
  const reply = await fetch(`${place.url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      origin: place.url,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await reply.text()
  return { status: reply.status, body: text ? JSON.parse(text) : {} }
}

/** The administrator's way to the API. */
export class Office {
  private constructor(
    private readonly place: Place,
    private readonly token: string,
  ) {}

  /** Makes the administrator where there is none yet, and signs in. */
  static async open(place: Place): Promise<Office> {
    const admin = { name: nameOf('admin'), email: emailOf('admin'), password }
    await send(place, '/api/v1/setup', {
      body: { setup_token: setupToken, admin, org_name: 'Heron' },
    })
    const { email } = admin
    const { body } = await send(place, '/api/v1/fleet/login', { body: { email, password } })
    return new Office(place, body.token)
  }

  /** What the API answers, any status. */
  ask(path: string, body?: Json, method?: string) {
    const options = { token: this.token, ...(body ? { body } : {}), ...(method ? { method } : {}) }
    return send(this.place, `/api/v1/fleet${path}`, options)
  }

  /** What the API answers, which must be a success. */
  async get(path: string, body?: Json, method?: string) {
    const reply = await this.ask(path, body, method)
    if (reply.status >= 400)
      throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`)
    return reply.body
  }

  async employ(role: Role): Promise<void> {
    if (role === 'admin') return
    const user = { name: nameOf(role), email: emailOf(role), password, global_role: role }
    const { status, body } = await this.ask('/users', user)
    if (status !== 201 && status !== 200 && status !== 409)
      throw new Error(`${role}: ${status} ${JSON.stringify(body)}`)
  }

  /** Resolves when that many hosts of the simulated fleet of that name are online. */
  async awaitOnline(count: number, prefix = 'heron'): Promise<void> {
    const deadline = Date.now() + 60_000
    let online = -1
    while (Date.now() < deadline) {
      online = (await this.get(`/hosts?per_page=1&status=online&query=${prefix}`)).count
      if (online >= count) return
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    throw new Error(`${online} of ${count} hosts were online after a minute`)
  }

  /** Imports a pack for all hosts, or finds the one of that name; resolves to its number. */
  async importPack(name: string, content: string): Promise<number> {
    const label_ids = [await this.allHosts()]
    const reply = await this.ask('/packs/import', { content, name, label_ids, disabled: false })
    if (reply.status < 300) return reply.body.packs[0].id
    const { packs } = await this.get(`/packs?query=${name}`)
    return packs[0].id
  }

  /** The label of the simulated fleet alone: other specs enrol agents of their own beside it. */
  async fleetLabel(): Promise<{ id: number; name: string }> {
    const name = 'Herons'
    const { labels } = await this.get('/labels?per_page=500')
    const held = labels.find((label: { name: string }) => label.name === name)
    if (held) return { id: held.id, name }
    const { hosts } = await this.get('/hosts?per_page=100&query=heron')
    const host_ids = hosts.map(({ id }: { id: number }) => id)
    const { label } = await this.get('/labels', { name, host_ids })
    return { id: label.id, name }
  }

  private async allHosts(): Promise<number> {
    const { labels } = await this.get('/labels?per_page=500')
    return labels.find((label: { name: string }) => label.name === 'All Hosts').id
  }

  /** Ends what other specs left open: one person may have five live queries at once. */
  async stopAll(): Promise<void> {
    for (const status of ['waiting', 'running', 'paused']) {
      const { campaigns } = await this.get(`/campaigns?status=${status}&mine=true&per_page=100`)
      for (const { id } of campaigns) await this.ask(`/campaigns/${id}/stop`, {})
    }
  }

  /** Starts a live query on these hosts, or on all; resolves to its number. */
  async runQuery(query: string, hostIds?: number[]): Promise<number> {
    const selected = hostIds ? { hosts: hostIds } : { labels: [await this.allHosts()] }
    const { targets_count: confirm } = await this.get('/targets/count', { selected })
    const { campaign } = await this.get('/queries/run', { query, selected, confirm })
    return campaign.id
  }
}

/** Signs a browser in by the same requests as the form, without the form. */
export async function signInContext(context: BrowserContext, place: Place, role: Role) {
  const csrf = await (await context.request.get(`${place.url}/api/auth/csrf`)).json()
  const reply = await context.request.post(`${place.url}/api/auth/callback/credentials`, {
    headers: { origin: place.url },
    form: { ...csrf, email: emailOf(role), password, callbackUrl: '/', json: 'true' },
  })
  if (!reply.ok()) throw new Error(`${role} could not sign in: ${await reply.text()}`)
}
