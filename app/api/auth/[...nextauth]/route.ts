import NextAuth from 'next-auth'
import { authOptions } from '@/lib/http/sign-in'

type Context = { params: Promise<{ nextauth: string[] }> }

// Options are made at the first request, not while the module loads: the build has no DATA_DIR.
const answer = (request: Request, context: Context): Promise<Response> =>
  NextAuth(authOptions())(request, context)

export { answer as GET, answer as POST }
