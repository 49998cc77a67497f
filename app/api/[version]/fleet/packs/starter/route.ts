import { listStarterPacks } from '@/lib/domain/pack-starters'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { StarterPackList } from '@/lib/wire/pack-starters'

export const GET = userRoute({
  action: 'packs:read',
  reply: StarterPackList,
  run: async ({ viewer }) => ({ packs: await listStarterPacks(viewer) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
