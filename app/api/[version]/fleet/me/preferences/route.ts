import { getPreferences, patchPreferences } from '@/lib/domain/preferences'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { Preferences, PreferencesReply } from '@/lib/wire/preferences'

export const GET = userRoute({
  action: 'me:read',
  reply: PreferencesReply,
  run: async ({ viewer }) => ({ preferences: await getPreferences(viewer) }),
})

export const PATCH = userRoute({
  action: 'me:write',
  body: Preferences,
  reply: PreferencesReply,
  run: async ({ viewer, body }) => ({ preferences: await patchPreferences(viewer, body) }),
})

export const { POST, PUT, DELETE } = refused('GET', 'PATCH')
