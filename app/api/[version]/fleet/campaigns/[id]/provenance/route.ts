import { readProvenance } from '@/lib/domain/campaign-provenance'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ProvenanceReply } from '@/lib/wire/campaign-rows'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  reply: ProvenanceReply,
  run: async ({ viewer, params }) => ({ provenance: await readProvenance(viewer, params.id) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
