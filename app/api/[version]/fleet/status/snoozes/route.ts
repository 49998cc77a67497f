import { snoozeNeed } from '@/lib/domain/need-snoozes'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { SnoozeBody } from '@/lib/wire/overview'
import { Nothing } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'results:write',
  body: SnoozeBody,
  reply: Nothing,
  run: async ({ viewer, body, address }) => {
    await snoozeNeed(viewer, body, address)
    return {}
  },
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
