// Files for people: streamed as fast as they are taken, saved rather than shown (S77).
import type { Download } from '@/lib/wire/csv'

/** The response of a download; when the reader leaves, so does the reading behind it. */
export function download({ file_name, content_type, chunks }: Download): Response {
  const encoder = new TextEncoder()
  const reading = chunks[Symbol.asyncIterator]()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reading.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await reading.return?.()
    },
  })
  return new Response(body, {
    headers: {
      'content-type': content_type,
      'content-disposition': `attachment; filename="${file_name.replace(/[^A-Za-z0-9._-]/g, '_')}"`,
      'cache-control': 'no-store, no-transform',
      'x-content-type-options': 'nosniff',
    },
  })
}
