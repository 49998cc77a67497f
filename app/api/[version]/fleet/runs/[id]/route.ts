import { readRun } from '@/lib/domain/runs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackRunReply } from '@/lib/wire/runs'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  reply: PackRunReply,
  run: async ({ viewer, params }) => ({ run: await readRun(viewer, params.id) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
