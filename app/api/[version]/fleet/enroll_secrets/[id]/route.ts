import { endSecret, getSecret } from '@/lib/domain/secrets-admin'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { EnrollSecretReply } from '@/lib/wire/secrets'
import { IdParams, Nothing } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'secrets:read',
  params: IdParams,
  reply: EnrollSecretReply,
  run: async ({ viewer, params }) => ({ enroll_secret: await getSecret(viewer, params.id) }),
})

export const DELETE = userRoute({
  action: 'secrets:write',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    await endSecret(viewer, params.id, address)
    return {}
  },
})

export const { POST, PUT, PATCH } = refused('GET', 'DELETE')
