import { applyLabelSpecs, readLabelSpecs } from '@/lib/domain/label-specs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { LabelSpecList, LabelSpecs } from '@/lib/wire/pack-specs'
import { Nothing } from '@/lib/wire/values'

/** As large as an import may be. */
const bodyBytesMax = 6 * 1_048_576

export const GET = userRoute({
  action: 'labels:read',
  reply: LabelSpecList,
  run: async ({ viewer }) => ({ specs: await readLabelSpecs(viewer) }),
})

export const POST = userRoute({
  action: 'labels:write',
  body: LabelSpecs,
  body_bytes_max: bodyBytesMax,
  reply: Nothing,
  run: async ({ viewer, body, address }) => {
    await applyLabelSpecs(viewer, body.specs, address)
    return {}
  },
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
