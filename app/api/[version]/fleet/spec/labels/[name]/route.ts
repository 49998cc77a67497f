import { readLabelSpec } from '@/lib/domain/label-specs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { LabelSpecOne, SpecParams } from '@/lib/wire/pack-specs'

export const GET = userRoute({
  action: 'labels:read',
  params: SpecParams,
  reply: LabelSpecOne,
  run: async ({ viewer, params }) => ({ specs: await readLabelSpec(viewer, params.name) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
