import { readPackSpec } from '@/lib/domain/pack-specs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackSpecOne, SpecParams } from '@/lib/wire/pack-specs'

export const GET = userRoute({
  action: 'packs:read',
  params: SpecParams,
  reply: PackSpecOne,
  run: async ({ viewer, params }) => ({ specs: await readPackSpec(viewer, params.name) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
