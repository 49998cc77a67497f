import { listSchedule } from '@/lib/domain/schedules'
import { userRoute } from '@/lib/http/user-route'
import { ScheduledList } from '@/lib/wire/packs'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'packs:read',
  params: IdParams,
  reply: ScheduledList,
  run: async ({ viewer, params }) => ({ scheduled: await listSchedule(viewer, params.id) }),
})
