// Who is asking, for pages and for doors. A fault of the database is an error, never "nobody".
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { type Bearer, bearerOf } from '@/lib/domain/sessions'
import { pathHeader } from '@/lib/http/address'
import { sessionCookie } from '@/lib/http/cookies'
import { localPath } from '@/lib/http/return-to'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

const bearerShape = /^Bearer ([!-~]{1,512})$/i

/** How a request proved who it is. `cookie`: the browser sent it by itself, so writes need S45. */
export type Proof = Bearer & { by: 'bearer' | 'cookie' }

/** The bearer or cookie of a request, or an `unauthenticated` error. A bad bearer never falls back. */
export async function proofOf(sent: Headers): Promise<Proof> {
  const authorization = sent.get('authorization')
  const token =
    authorization === null
      ? sessionCookie(sent.get('cookie'))
      : bearerShape.exec(authorization)?.[1]
  const bearer = token === undefined ? null : await bearerOf(token)
  if (!bearer) throw new AppError('unauthenticated', 'Sign in first')
  if (authorization !== null) return { ...bearer, by: 'bearer' }
  return { ...bearer, viewer: { ...bearer.viewer, in_browser: true }, by: 'cookie' }
}

/** For pages: the viewer, or undefined when nobody is signed in. */
export async function findViewer(): Promise<Viewer | undefined> {
  const token = sessionCookie((await headers()).get('cookie'))
  const bearer = token === undefined ? null : await bearerOf(token)
  return bearer?.viewer
}

/** For pages: the viewer, or a redirect to the sign-in page that leads back to the page asked for. */
export async function requireViewer(): Promise<Viewer> {
  const viewer = await findViewer()
  if (viewer) return viewer
  const path = localPath((await headers()).get(pathHeader))
  redirect(path === '/' ? '/login' : `/login?return_to=${encodeURIComponent(path)}`)
}
