import { deletePack, editPack, readPack, readPackByName } from '@/lib/domain/packs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackPatch, PackReply, packBytesMax } from '@/lib/wire/packs'
import { IdParams, NameParams, Nothing } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'packs:read',
  params: IdParams,
  reply: PackReply,
  run: async ({ viewer, params }) => ({ pack: await readPack(viewer, params.id) }),
})

export const PATCH = userRoute({
  action: 'packs:write',
  params: IdParams,
  body: PackPatch,
  body_bytes_max: packBytesMax,
  reply: PackReply,
  run: async ({ viewer, params, body, address }) => ({
    pack: await editPack(viewer, params.id, body, address),
  }),
})

/** By name, as in Fleet; `/packs/id/{id}` takes the id. */
export const DELETE = userRoute({
  action: 'packs:write',
  params: NameParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    const { id } = await readPackByName(viewer, params.id)
    await deletePack(viewer, id, address)
    return {}
  },
})

export const { POST, PUT } = refused('GET', 'PATCH', 'DELETE')
