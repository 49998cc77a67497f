import { listSchedule } from '@/lib/domain/schedules'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ScheduledList } from '@/lib/wire/packs'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'packs:read',
  params: IdParams,
  reply: ScheduledList,
  run: async ({ viewer, params }) => ({ scheduled: await listSchedule(viewer, params.id) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
