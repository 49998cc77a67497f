import { signIn } from '@/lib/domain/sign-in'
import { clientOf } from '@/lib/http/client'
import { refused } from '@/lib/http/errors'
import { publicRoute } from '@/lib/http/user-route'
import { Credentials, SignedIn } from '@/lib/wire/users'

// For scripts: the token goes into Authorization. Browsers sign in through next-auth.
export const POST = publicRoute({
  body: Credentials,
  reply: SignedIn,
  run: ({ body, request }) => signIn(body, clientOf(request)),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
