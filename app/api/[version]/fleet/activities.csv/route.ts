import { exportActivities } from '@/lib/domain/activity-feed'
import { download } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ActivityFilter } from '@/lib/wire/activity'

export const GET = userRoute({
  action: 'activities:read',
  query: ActivityFilter,
  run: async ({ viewer, query, address }) =>
    download(await exportActivities(viewer, query, { format: 'csv', address })),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
