// The import of packs as tests use it: a file of queries, the reply in its shape, or the refusal.
import * as imports from '@/app/api/[version]/fleet/packs/import/route'
import { call, type Person } from '@/lib/testing/people'
import { PackImportReply } from '@/lib/wire/pack-import'

type Refusal = { status: number; message: string; errors: { name: string; reason: string }[] }

export function importDoor(owner: () => Person) {
  const send = (body: object, who = owner()): Promise<{ status: number; body: unknown }> =>
    call(imports.POST, { token: who.token, body })
  const ok = async (body: object, who = owner()): Promise<PackImportReply> => {
    const reply = await send(body, who)
    if (reply.status !== ('dry_run' in body ? 200 : 201))
      throw new Error(`${reply.status}: ${JSON.stringify(reply.body)}`)
    return PackImportReply.parse(reply.body)
  }
  const refused = async (body: object, who = owner()): Promise<Refusal> => {
    const { status, body: told } = await send(body, who)
    return { status, message: String(Object(told).message), errors: [...Object(told).errors] }
  }
  const preview = (body: object, who = owner()) => ok({ ...body, dry_run: true }, who)
  return { send, ok, refused, preview }
}

export const queryEntry = (query: string, more: object = {}) => ({ query, interval: 60, ...more })

export const packText = (queries: Record<string, object>, more: object = {}) =>
  JSON.stringify({ ...more, queries })
