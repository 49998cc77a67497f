import { listEnrolments } from '@/lib/domain/enrolments'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { EnrolmentQuery, EnrolmentReply } from '@/lib/wire/enrolments'

export const GET = userRoute({
  action: 'secrets:read',
  query: EnrolmentQuery,
  reply: EnrolmentReply,
  run: ({ viewer, query }) => listEnrolments(viewer, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
