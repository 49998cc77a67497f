import { editScheduled, readScheduled, unschedule } from '@/lib/domain/schedules'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ScheduledReply, SchedulePatch } from '@/lib/wire/packs'
import { IdParams, Nothing } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'packs:read',
  params: IdParams,
  reply: ScheduledReply,
  run: async ({ viewer, params }) => {
    const { scheduled } = await readScheduled(viewer, params.id)
    return { scheduled }
  },
})

export const PATCH = userRoute({
  action: 'packs:write',
  params: IdParams,
  body: SchedulePatch,
  reply: ScheduledReply,
  run: async ({ viewer, params, body, address }) => ({
    scheduled: await editScheduled(viewer, params.id, body, address),
  }),
})

export const DELETE = userRoute({
  action: 'packs:write',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    await unschedule(viewer, params.id, address)
    return {}
  },
})

export const { POST, PUT } = refused('GET', 'PATCH', 'DELETE')
