import { runPack } from '@/lib/domain/run-start'
import { refused } from '@/lib/http/errors'
import { requestKeyOf } from '@/lib/http/request-key'
import { userRoute } from '@/lib/http/user-route'
import { PackRunBody, PackRunReply } from '@/lib/wire/runs'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'campaigns:run_saved',
  params: IdParams,
  body: PackRunBody,
  reply: PackRunReply,
  run: async ({ viewer, params, body, address, request }) => {
    const key = requestKeyOf(request, `packs/${params.id}/run`, body)
    return { run: await runPack(viewer, params.id, { body, address, key }) }
  },
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
