import { deleteLabel, editLabel, readLabel } from '@/lib/domain/labels'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { LabelDetailReply, LabelPatch } from '@/lib/wire/labels'
import { IdParams, Nothing } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'labels:read',
  params: IdParams,
  reply: LabelDetailReply,
  run: async ({ viewer, params }) => ({ label: await readLabel(viewer, params.id) }),
})

export const PATCH = userRoute({
  action: 'labels:write',
  params: IdParams,
  body: LabelPatch,
  reply: LabelDetailReply,
  run: async ({ viewer, params, body, address }) => ({
    label: await editLabel(viewer, params.id, body, address),
  }),
})

export const DELETE = userRoute({
  action: 'labels:write',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    await deleteLabel(viewer, params.id, address)
    return {}
  },
})

export const { POST, PUT } = refused('GET', 'PATCH', 'DELETE')
