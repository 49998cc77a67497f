// What the organisation has set: its name and address, the agents' options, limits.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { checkAgentOptions } from '@/lib/domain/agent-options-check'
import { hasProved, saveOptionsIn } from '@/lib/domain/agent-options-saves'
import { sealConfiguration } from '@/lib/domain/configuration-limits'
import { serverVersion } from '@/lib/domain/frame'
import { authorize } from '@/lib/domain/permissions'
import { patchSso, showSso } from '@/lib/domain/sso'
import { env } from '@/lib/env'
import { canMail } from '@/lib/sinks/mail'
import { findOptionLayers } from '@/lib/store/agent-options'
import { transaction } from '@/lib/store/db'
import {
  findInstallation,
  findSettings,
  findSettingsLocked,
  updateSettings,
} from '@/lib/store/settings'
import type { AboutRow } from '@/lib/wire/about'
import { CarveLimits } from '@/lib/wire/carves'
import {
  type ConfigPatch,
  HostSettings,
  Limits,
  Security,
  type SettingsRow,
} from '@/lib/wire/config'
import { invalidField } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

const installation = { team_id: null }

export async function getConfig(viewer: Viewer) {
  authorize(viewer, 'settings:read', installation)
  return { ...(await findSettings()), sso: await showSso(viewer) }
}

/** The address that new hosts are told to call, where one is set; for pages that say it. */
export async function readServerUrl(): Promise<string | null> {
  return (await findSettings()).server_url
}

/** Single sign-on has rules and an entry of its own, so it is changed by itself. */
export async function patchConfig(viewer: Viewer, given: ConfigPatch, address: string) {
  const { sso, ...body } = given
  if (sso === undefined) await patchOrganisation(viewer, body, address)
  else {
    authorize(viewer, 'settings:write', installation)
    if (Object.keys(body).length > 0)
      throw invalidField('sso', 'is changed by itself, without other settings')
    await transaction('people', (tx) => patchSso(tx, viewer, sso, address))
  }
  return { ...(await findSettings()), sso: await showSso(viewer) }
}

/** Of this process and of what all instances share. */
export async function readAbout(viewer: Viewer, nowMs = Date.now()): Promise<AboutRow> {
  authorize(viewer, 'settings:read', installation)
  return {
    ...(await findInstallation()),
    version: serverVersion(),
    public_url: env().PUBLIC_URL,
    started_at: new Date(nowMs - process.uptime() * 1_000),
    node_version: process.versions.node,
    mails: canMail(),
  }
}

/** What was and what is of the keys that were sent. */
function changeOf(before: SettingsRow, sent: object) {
  const names = Object.keys(sent)
  const was = Object.fromEntries(Object.entries(before).filter(([key]) => names.includes(key)))
  return { was, is: sent }
}

function settingsAfter(before: SettingsRow, body: Omit<ConfigPatch, 'sso'>) {
  return {
    org_name: body.org_name ?? before.org_name,
    server_url: body.server_url === undefined ? before.server_url : body.server_url,
    agent_options: body.agent_options ?? before.agent_options,
    limits: Limits.parse({ ...before.limits, ...body.limits }),
    security: Security.parse({ ...before.security, ...body.security }),
    carves: CarveLimits.parse({ ...before.carves, ...body.carves }),
    hosts: HostSettings.parse({ ...before.hosts, ...body.hosts }),
    enrolment_policy: body.enrolment_policy ?? before.enrolment_policy,
  }
}

/** Of options a revision is kept; the other settings are audited by what was and what is. */
async function patchOrganisation(viewer: Viewer, body: Omit<ConfigPatch, 'sso'>, address: string) {
  const { agent_options: options, note, base_revision, confirm, ...rest } = body
  if (options !== undefined) authorize(viewer, 'options:write', installation)
  const isOther = Object.keys(rest).length > 0 || options === undefined
  if (isOther) authorize(viewer, 'settings:write', installation)
  if (options !== undefined) checkAgentOptions(options)
  const proved = await hasProved(viewer)
  await transaction('people', async (tx) => {
    const before = await findSettingsLocked(tx)
    const layers = await findOptionLayers(tx)
    const after = settingsAfter(before, body)
    await updateSettings(tx, after)
    await sealConfiguration(tx)
    const given = { note, base_revision, confirm }
    if (options !== undefined)
      await saveOptionsIn(tx, viewer, { team_id: null, options, layers, given, proved, address })
    if (isOther)
      await recordActivity(tx, viewer, {
        type: 'edited_settings',
        object_kind: 'settings',
        details: changeOf(before, rest),
        address,
      })
  })
  wake('configuration')
}
