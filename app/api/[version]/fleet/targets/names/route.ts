import { findHostsNamed } from '@/lib/domain/target-names'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostNamesBody, HostNamesReply } from '@/lib/wire/targets'

export const POST = userRoute({
  action: 'hosts:read',
  body: HostNamesBody,
  reply: HostNamesReply,
  run: ({ viewer, body }) => findHostsNamed(viewer, body.hosts),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
