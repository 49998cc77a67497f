import { undoImport } from '@/lib/domain/pack-import-undo'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ImportUndo, ImportUndone } from '@/lib/wire/pack-import'

export const POST = userRoute({
  action: 'packs:write',
  body: ImportUndo,
  reply: ImportUndone,
  run: ({ viewer, body, address }) => undoImport(viewer, body, address),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
