import { stopRun } from '@/lib/domain/runs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { StopBody } from '@/lib/wire/campaigns'
import { PackRunReply } from '@/lib/wire/runs'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'campaigns:stop_own',
  params: IdParams,
  body: StopBody,
  reply: PackRunReply,
  run: async ({ viewer, params, body, address }) => ({
    run: await stopRun(viewer, params.id, { ...body, address }),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
