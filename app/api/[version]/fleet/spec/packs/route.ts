import { applyPackSpecs, readPackSpecs } from '@/lib/domain/pack-specs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackSpecList, PackSpecs } from '@/lib/wire/pack-specs'
import { Nothing } from '@/lib/wire/values'

/** As large as an import may be. */
const bodyBytesMax = 6 * 1_048_576

export const GET = userRoute({
  action: 'packs:read',
  reply: PackSpecList,
  run: async ({ viewer }) => ({ specs: await readPackSpecs(viewer) }),
})

export const POST = userRoute({
  action: 'packs:write',
  body: PackSpecs,
  body_bytes_max: bodyBytesMax,
  reply: Nothing,
  run: async ({ viewer, body, address }) => {
    await applyPackSpecs(viewer, body.specs, address)
    return {}
  },
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
