import { addSecret, listSecretsFor } from '@/lib/domain/secrets-admin'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { EnrollSecretCreate, EnrollSecretCreated, EnrollSecretList } from '@/lib/wire/secrets'

export const GET = userRoute({
  action: 'secrets:read',
  reply: EnrollSecretList,
  run: async ({ viewer }) => ({ enroll_secrets: await listSecretsFor(viewer) }),
})

export const POST = userRoute({
  action: 'secrets:write',
  body: EnrollSecretCreate,
  reply: EnrollSecretCreated,
  status: 201,
  run: ({ viewer, body, address }) => addSecret(viewer, body, address),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
