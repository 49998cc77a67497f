// Where a sign-in leads back to: only ever a path of this site.

/** The text when it is a path of this origin, else `/`. Never throws. */
export function localPath(text: string | null | undefined): string {
  if (!text || !/^\/(?![/\\])[!-~]*$/.test(text) || text.includes('\\')) return '/'
  const origin = 'http://here.invalid'
  try {
    const url = new URL(text, origin)
    // `/a/..//other.host` only becomes `//other.host` once the dots are resolved.
    if (url.origin !== origin || url.pathname.startsWith('//')) return '/'
    return `${url.pathname}${url.search}${url.hash}`
  } catch {
    return '/'
  }
}
