// The client of a request, as sessions and the audit trail keep it.
import type { Client } from '@/lib/domain/sign-in'
import { clientAddress } from '@/lib/http/address'

export function clientOf(request: { headers: Headers }): Client {
  return {
    address: clientAddress(request.headers),
    user_agent: request.headers.get('user-agent') ?? '',
  }
}
