import { applyQuerySpecs, readQuerySpecs } from '@/lib/domain/query-specs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { QuerySpecList, QuerySpecs } from '@/lib/wire/pack-specs'
import { Nothing } from '@/lib/wire/values'

/** As large as an import may be. */
const bodyBytesMax = 6 * 1_048_576

export const GET = userRoute({
  action: 'queries:read',
  reply: QuerySpecList,
  run: async ({ viewer }) => ({ specs: await readQuerySpecs(viewer) }),
})

export const POST = userRoute({
  action: 'queries:write',
  body: QuerySpecs,
  body_bytes_max: bodyBytesMax,
  reply: Nothing,
  run: async ({ viewer, body, address }) => {
    await applyQuerySpecs(viewer, body.specs, address)
    return {}
  },
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
