import { testSso } from '@/lib/domain/sso'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { SsoReport, SsoTest } from '@/lib/wire/sso'

export const POST = userRoute({
  action: 'settings:write',
  body: SsoTest,
  reply: SsoReport,
  run: ({ viewer, body }) => testSso(viewer, body.issuer),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
