// The same request for scripts: a command whose every word is quoted, with the token left to the shell.

const shellQuoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** A command that posts the body; the token stays a variable of the shell. */
export function curlOf(origin: string, path: string, body: object): string {
  return [
    `curl -X POST ${shellQuoted(`${origin}${path}`)}`,
    '-H "Authorization: Bearer $MUSTER_TOKEN"',
    "-H 'Content-Type: application/json'",
    `-d ${shellQuoted(JSON.stringify(body))}`,
  ].join(' \\\n  ')
}
