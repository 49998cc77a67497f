import { readHostByIdentifier } from '@/lib/domain/hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostReply, IdentifierParams } from '@/lib/wire/hosts'

export const GET = userRoute({
  action: 'hosts:read',
  params: IdentifierParams,
  reply: HostReply,
  run: async ({ viewer, params }) => ({
    host: await readHostByIdentifier(viewer, params.identifier),
  }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
