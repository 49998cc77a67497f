import { identitiesOf } from '@/lib/domain/sso-identities'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { IdentityList } from '@/lib/wire/sso'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'me:read',
  params: IdParams,
  reply: IdentityList,
  run: ({ viewer, params }) => identitiesOf(viewer, params.id),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
