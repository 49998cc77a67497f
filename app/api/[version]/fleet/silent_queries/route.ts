import { listSilent } from '@/lib/domain/health-lists'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { SilentQueries } from '@/lib/wire/health'

export const GET = userRoute({
  action: 'hosts:read',
  reply: SilentQueries,
  run: ({ viewer }) => listSilent(viewer),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
