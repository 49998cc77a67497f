import { exportPack } from '@/lib/domain/pack-import'
import { attachment } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ExportQuery } from '@/lib/wire/pack-import'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'packs:read',
  params: IdParams,
  query: ExportQuery,
  run: async ({ viewer, params }) => {
    const { name, content } = await exportPack(viewer, params.id)
    return attachment(content, `pack-${params.id}-${name}.conf`, 'application/json; charset=utf-8')
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
