import { listHostsOfSecret } from '@/lib/domain/secrets-admin'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { pageOf } from '@/lib/wire/paging'
import { SecretHostList, SecretHostQuery } from '@/lib/wire/secrets'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'secrets:read',
  params: IdParams,
  query: SecretHostQuery,
  reply: SecretHostList,
  run: async ({ viewer, params, query }) => {
    const { hosts, count } = await listHostsOfSecret(viewer, params.id, query)
    return { hosts, ...pageOf(query, count) }
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
