import { completeSetup } from '@/lib/domain/setup'
import { clientOf } from '@/lib/http/client'
import { refused } from '@/lib/http/errors'
import { publicRoute } from '@/lib/http/user-route'
import { SetupReply, SetupRequest } from '@/lib/wire/setup'

export const POST = publicRoute({
  body: SetupRequest,
  reply: SetupReply,
  status: 201,
  run: ({ body, request }) => completeSetup(body, clientOf(request)),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
