import { listPackSummaries } from '@/lib/domain/pack-listing'
import { createPack } from '@/lib/domain/packs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackListingQuery, PackListingReply } from '@/lib/wire/pack-listing'
import { PackInput, PackReply, packBytesMax } from '@/lib/wire/packs'
import { pageOf } from '@/lib/wire/paging'

export const GET = userRoute({
  action: 'packs:read',
  query: PackListingQuery,
  reply: PackListingReply,
  run: async ({ viewer, query }) => {
    const { packs, count } = await listPackSummaries(viewer, query)
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
