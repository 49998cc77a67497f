import { readActivities } from '@/lib/domain/activity-feed'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ActivityList, ActivityQuery } from '@/lib/wire/activity'
import { pageOf } from '@/lib/wire/paging'

export const GET = userRoute({
  action: 'activities:read',
  query: ActivityQuery,
  reply: ActivityList,
  run: async ({ viewer, query }) => {
    const { activities, count, next_cursor } = await readActivities(viewer, query)
    return { activities, next_cursor, ...pageOf(query, count) }
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
