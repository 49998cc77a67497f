import { authorize } from '@/lib/domain/permissions'
import { validateSql } from '@/lib/domain/sql'
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
