import { recordExport } from '@/lib/domain/activity-exports'
import { exportPack } from '@/lib/domain/pack-export'
import { attachment } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ExportQuery } from '@/lib/wire/pack-import'
import { IdParams } from '@/lib/wire/values'

const kinds = {
  osquery: { ending: 'conf', type: 'application/json; charset=utf-8' },
  yaml: { ending: 'yml', type: 'application/yaml; charset=utf-8' },
}

export const GET = userRoute({
  action: 'packs:read',
  params: IdParams,
  query: ExportQuery,
  run: async ({ viewer, params, query, address }) => {
    const { name, content } = await exportPack(viewer, params.id, query)
    const { ending, type } = kinds[query.format]
    const what = { what: 'pack', format: query.format, object_kind: 'pack', object_name: name }
    await recordExport(viewer, { ...what, object_id: params.id, filter: query, address })
    return attachment(content, `pack-${params.id}-${name}.${ending}`, type)
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
