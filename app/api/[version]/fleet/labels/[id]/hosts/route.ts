import { listHosts } from '@/lib/domain/hosts'
import { changeMembers } from '@/lib/domain/label-members'
import { readLabel } from '@/lib/domain/labels'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostList, HostListQuery } from '@/lib/wire/hosts'
import { LabelHostsInput, LabelHostsReply } from '@/lib/wire/labels'
import { pageOf } from '@/lib/wire/paging'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'hosts:read',
  params: IdParams,
  query: HostListQuery,
  reply: HostList,
  run: async ({ viewer, params, query }) => {
    await readLabel(viewer, params.id)
    const label_id = [...(query.label_id ?? []), params.id]
    const { hosts, count } = await listHosts(viewer, { ...query, label_id })
    return { hosts, ...pageOf(query, count) }
  },
})

export const POST = userRoute({
  action: 'labels:write',
  params: IdParams,
  body: LabelHostsInput,
  reply: LabelHostsReply,
  run: ({ viewer, params, body, address }) => changeMembers(viewer, params.id, body, address),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
