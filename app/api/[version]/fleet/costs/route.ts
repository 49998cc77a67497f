import { listExpensive } from '@/lib/domain/health-lists'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ExpensiveQueries } from '@/lib/wire/costs'

export const GET = userRoute({
  action: 'hosts:read',
  reply: ExpensiveQueries,
  run: async ({ viewer }) => ({ queries: await listExpensive(viewer) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
