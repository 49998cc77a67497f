import { unlinkIdentity } from '@/lib/domain/sso-identities'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { IdentityParams } from '@/lib/wire/sso'
import { Nothing } from '@/lib/wire/values'

export const DELETE = userRoute({
  action: 'me:write',
  params: IdentityParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    await unlinkIdentity(viewer, params.id, params.identity_id, address)
    return {}
  },
})

export const { GET, POST, PUT, PATCH } = refused('DELETE')
