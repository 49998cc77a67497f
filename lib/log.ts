// The one logger: JSON lines on stdout, level from LOG_LEVEL. User data goes into fields, never into
// the message, so that a crafted name cannot forge a line.
import pino from 'pino'
import { env } from '@/lib/env'
import { pinned } from '@/lib/global'

type Log = pino.Logger

/** The process-wide logger. */
export function log(): Log {
  return pinned('log', () =>
    pino({
      level: env().LOG_LEVEL,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: pino.stdSerializers.err },
      redact: ['password', 'token', 'secret', 'node_key', 'authorization', 'cookie'],
    }),
  )
}
