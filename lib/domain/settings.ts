// What the organisation has set: its name and address, the agents' options, limits.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { checkAgentOptions } from '@/lib/domain/agent-options'
import { sealConfiguration } from '@/lib/domain/configuration-limits'
import { authorize } from '@/lib/domain/permissions'
import { transaction } from '@/lib/store/db'
import { findSettings, findSettingsLocked, updateSettings } from '@/lib/store/settings'
import { type ConfigPatch, Limits, Security } from '@/lib/wire/config'
import type { Viewer } from '@/lib/wire/roles'

const installation = { team_id: null }

export function getConfig(viewer: Viewer) {
  authorize(viewer, 'settings:read', installation)
  return findSettings()
}

export async function patchConfig(viewer: Viewer, body: ConfigPatch, address: string) {
  const { agent_options, ...rest } = body
  if (agent_options !== undefined) authorize(viewer, 'options:write', installation)
  if (Object.keys(rest).length > 0 || agent_options === undefined)
    authorize(viewer, 'settings:write', installation)
  if (agent_options !== undefined) checkAgentOptions(agent_options)
  const settings = await transaction('people', async (tx) => {
    const before = await findSettingsLocked(tx)
    const after = {
      org_name: body.org_name ?? before.org_name,
      server_url: body.server_url === undefined ? before.server_url : body.server_url,
      agent_options: agent_options ?? before.agent_options,
      limits: Limits.parse({ ...before.limits, ...body.limits }),
      security: Security.parse({ ...before.security, ...body.security }),
      enrolment_policy: body.enrolment_policy ?? before.enrolment_policy,
    }
    await updateSettings(tx, after)
    await sealConfiguration(tx)
    const names = Object.keys(body)
    const was = Object.fromEntries(Object.entries(before).filter(([key]) => names.includes(key)))
    await recordActivity(tx, viewer, {
      type: agent_options === undefined ? 'edited_settings' : 'edited_agent_options',
      object_kind: 'settings',
      details: { was, is: body },
      address,
    })
    return after
  })
  wake('configuration')
  return settings
}
