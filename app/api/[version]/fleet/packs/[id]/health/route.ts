import { readPackHealth } from '@/lib/domain/health'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackHealth } from '@/lib/wire/health'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'packs:read',
  params: IdParams,
  reply: PackHealth,
  run: ({ viewer, params }) => readPackHealth(viewer, params.id),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
