// Where in the text SQLite's parser stopped. SQLite names the token but gives no offset here, so it is
// found by preparing ever shorter beginnings.

/** The complaint SQLite has about a text, or null. */
type Complaint = (sql: string) => string | null

/** The parser stops at the first bad token, so "is the complaint there yet" holds from it on. */
export function syntaxErrorAt(
  sql: string,
  token: string,
  message: string,
  complaint: Complaint,
): number {
  if (token === '') return 0
  const ends: number[] = []
  for (let at = sql.indexOf(token); at >= 0; at = sql.indexOf(token, at + 1)) ends.push(at)
  let low = 0
  let high = ends.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const end = (ends[middle] ?? 0) + token.length
    if (complaint(sql.slice(0, end)) === message) high = middle
    else low = middle + 1
  }
  return ends[low] ?? 0
}
