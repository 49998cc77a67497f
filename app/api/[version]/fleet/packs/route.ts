import { createPack, listPacks } from '@/lib/domain/packs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackInput, PackList, PackListQuery, PackReply, packBytesMax } from '@/lib/wire/packs'
import { pageOf } from '@/lib/wire/paging'

export const GET = userRoute({
  action: 'packs:read',
  query: PackListQuery,
  reply: PackList,
  run: async ({ viewer, query }) => {
    const { packs, count } = await listPacks(viewer, query)
    return { packs, ...pageOf(query, count) }
  },
})

export const POST = userRoute({
  action: 'packs:write',
  body: PackInput,
  body_bytes_max: packBytesMax,
  reply: PackReply,
  run: async ({ viewer, body, address }) => ({ pack: await createPack(viewer, body, address) }),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
