// Log batches on their way to the store.
import type { KnownHost } from '@/lib/domain/directory'
import { AppError } from '@/lib/wire/errors'
import type { LogBody } from '@/lib/wire/osquery'

/** Resolves only after the commit; throws to refuse, and the agent keeps what it has. */
export async function recordLog(_host: KnownHost, _body: LogBody): Promise<void> {
  throw new AppError('unavailable', 'log batches are not stored yet')
}
