import { authorize } from '@/lib/domain/permissions'
import { signOut } from '@/lib/domain/sign-in'
import { clearedSessionCookie } from '@/lib/http/cookies'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'

export const POST = userRoute({
  action: 'me:read',
  run: async ({ viewer, address }) => {
    authorize(viewer, 'me:read', 'any')
    await signOut(viewer, address)
    return Response.json({}, { headers: { 'set-cookie': clearedSessionCookie() } })
  },
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
