import { importPacks } from '@/lib/domain/pack-import'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackImport, PackImportReply } from '@/lib/wire/pack-import'

/** A file may hold 1 MiB; JSON can need six bytes for one of its characters. */
const bodyBytesMax = 6 * 1_048_576 + 65_536

export const POST = userRoute({
  action: 'packs:write',
  body: PackImport,
  body_bytes_max: bodyBytesMax,
  run: async ({ viewer, body, address }) =>
    Response.json(PackImportReply.parse(await importPacks(viewer, body, address)), {
      status: body.dry_run ? 200 : 201,
    }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
