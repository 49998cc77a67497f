import { latestOfPack } from '@/lib/domain/pack-latest'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackLatest } from '@/lib/wire/pack-hosts'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'packs:read',
  params: IdParams,
  reply: PackLatest,
  run: ({ viewer, params }) => latestOfPack(viewer, params.id),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
