import { sqlTables } from '@/lib/domain/sql'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { SqlTables } from '@/lib/wire/sql'

export const GET = userRoute({
  action: 'queries:read',
  reply: SqlTables,
  run: async ({ viewer }) => sqlTables(viewer),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
