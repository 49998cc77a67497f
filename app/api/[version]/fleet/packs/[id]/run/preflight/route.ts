import { preflightRun } from '@/lib/domain/run-start'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackRunBody, PackRunPlan } from '@/lib/wire/runs'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'campaigns:run_saved',
  params: IdParams,
  body: PackRunBody,
  reply: PackRunPlan,
  run: ({ viewer, params, body }) => preflightRun(viewer, params.id, body),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
