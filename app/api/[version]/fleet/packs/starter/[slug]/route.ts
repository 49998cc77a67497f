import { addStarterPack } from '@/lib/domain/pack-starters'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { StarterInput, StarterParams } from '@/lib/wire/pack-starters'
import { PackReply } from '@/lib/wire/packs'

export const POST = userRoute({
  action: 'packs:write',
  params: StarterParams,
  body: StarterInput,
  reply: PackReply,
  status: 201,
  run: async ({ viewer, params, body, address }) => ({
    pack: await addStarterPack(viewer, params.slug, body, address),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
