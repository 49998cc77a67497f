import { authorize } from '@/lib/domain/permissions'
import { validateSql } from '@/lib/domain/sql'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { SqlValidation, SqlVerdict } from '@/lib/wire/sql'

export const POST = userRoute({
  action: 'queries:read',
  body: SqlValidation,
  reply: SqlVerdict,
  run: async ({ viewer, body }) => {
    authorize(viewer, 'queries:read', 'any')
    return validateSql(body)
  },
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
