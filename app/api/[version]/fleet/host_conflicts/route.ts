import { listConflicts } from '@/lib/domain/host-conflicts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ConflictList, ConflictListQuery } from '@/lib/wire/host-conflicts'

export const GET = userRoute({
  action: 'hosts:read',
  query: ConflictListQuery,
  reply: ConflictList,
  run: ({ viewer, query }) => listConflicts(viewer, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
