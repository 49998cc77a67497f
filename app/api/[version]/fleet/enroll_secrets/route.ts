import { addSecret, listSecretsFor } from '@/lib/domain/secrets-admin'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import {
  EnrollSecretCreate,
  EnrollSecretCreated,
  EnrollSecretList,
  EnrollSecretQuery,
} from '@/lib/wire/secrets'

export const GET = userRoute({
  action: 'secrets:read',
  query: EnrollSecretQuery,
  reply: EnrollSecretList,
  run: async ({ viewer, query }) => ({ enroll_secrets: await listSecretsFor(viewer, query) }),
})

export const POST = userRoute({
  action: 'secrets:write',
  body: EnrollSecretCreate,
  reply: EnrollSecretCreated,
  status: 201,
  run: ({ viewer, body, address }) => addSecret(viewer, body, address),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
