import { readQuerySpec } from '@/lib/domain/query-specs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { QuerySpecOne, SpecParams } from '@/lib/wire/pack-specs'

export const GET = userRoute({
  action: 'queries:read',
  params: SpecParams,
  reply: QuerySpecOne,
  run: async ({ viewer, params }) => ({ specs: await readQuerySpec(viewer, params.name) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
