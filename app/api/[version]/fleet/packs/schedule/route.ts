import { scheduleQuery } from '@/lib/domain/schedules'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ScheduledReply, ScheduleInput } from '@/lib/wire/packs'

export const POST = userRoute({
  action: 'packs:write',
  body: ScheduleInput,
  reply: ScheduledReply,
  run: async ({ viewer, body, address }) => ({
    scheduled: await scheduleQuery(viewer, body, address),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
