import { getConfig, patchConfig } from '@/lib/domain/settings'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { Config, ConfigPatch } from '@/lib/wire/config'

export const GET = userRoute({
  action: 'settings:read',
  reply: Config,
  run: ({ viewer }) => getConfig(viewer),
})

export const PATCH = userRoute({
  action: 'settings:read',
  body: ConfigPatch,
  reply: Config,
  run: ({ viewer, body, address }) => patchConfig(viewer, body, address),
})

export const { POST, PUT, DELETE } = refused('GET', 'PATCH')
