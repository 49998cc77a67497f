import { clonePack } from '@/lib/domain/pack-copy'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackClone } from '@/lib/wire/pack-listing'
import { PackReply } from '@/lib/wire/packs'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'packs:write',
  params: IdParams,
  body: PackClone,
  reply: PackReply,
  status: 201,
  run: async ({ viewer, params, body, address }) => ({
    pack: await clonePack(viewer, params.id, body, address),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
