import { readQueryEffect } from '@/lib/domain/query-hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { QueryEffect } from '@/lib/wire/queries'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'queries:read',
  params: IdParams,
  reply: QueryEffect,
  run: ({ viewer, params }) => readQueryEffect(viewer, params.id),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
