// Files for people: saved rather than shown (S77), under a name that we made, and nothing a browser
// could take for a page.
import type { Download } from '@/lib/wire/csv'

/** Letters, digits, dots, dashes and underscores of a name; never empty, never a path. */
function safeFileName(name: string): string {
  const safe = name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[-.]+/, '')
    .slice(0, 120)
  return safe === '' ? 'download' : safe
}

/** A response that browsers save under a safe form of that name. */
export function attachment(body: BodyInit, name: string, contentType: string): Response {
  return new Response(body, {
    headers: {
      'content-type': contentType,
      'content-disposition': `attachment; filename="${safeFileName(name)}"`,
      'cache-control': 'no-store, no-transform',
      'x-content-type-options': 'nosniff',
    },
  })
}

/** A file sent as fast as it is taken; when the reader leaves, so does the reading behind it. */
export function download({ file_name, content_type, bytes, chunks }: Download): Response {
  const encoder = new TextEncoder()
  const reading = chunks[Symbol.asyncIterator]()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reading.next()
      if (done) controller.close()
      else controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value)
    },
    async cancel() {
      await reading.return?.()
    },
  })
  const response = attachment(body, file_name, content_type)
  if (bytes !== undefined) response.headers.set('content-length', String(bytes))
  return response
}
