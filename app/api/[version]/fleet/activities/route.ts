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
    const { activities, count } = await readActivities(viewer, query)
    return { activities, ...pageOf(query, count) }
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
