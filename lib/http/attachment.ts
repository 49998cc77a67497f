// Files for download: a name that we made, and nothing a browser could take for a page.

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
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  })
}
