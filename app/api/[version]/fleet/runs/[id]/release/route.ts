import { releaseRun } from '@/lib/domain/runs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackRunReply } from '@/lib/wire/runs'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'campaigns:stop_own',
  params: IdParams,
  reply: PackRunReply,
  run: async ({ viewer, params, address }) => ({
    run: await releaseRun(viewer, params.id, address),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
