// A campaign's answers as lines of JSON, read as they come in. A line is told only whole; a connection
// that is cut rejects, so what was told is all there is up to its last number.

export type ResultLine = { seq: number; text: string }

const leading = /^\{"seq":(\d+)[,}]/

/** The number of an answer, without parsing its rows where it stands first. */
export function seqOf(text: string): number {
  const found = leading.exec(text)?.[1]
  if (found !== undefined) return Number(found)
  const value: unknown = JSON.parse(text)
  const seq = typeof value === 'object' && value !== null && 'seq' in value ? value.seq : undefined
  if (typeof seq !== 'number') throw new Error('an answer without its number')
  return seq
}

/** The lines of a reply in the pieces they come in. Rejects when the server refuses or breaks off. */
export async function* readLines(
  path: string,
  ask: typeof fetch,
  signal: AbortSignal,
): AsyncGenerator<ResultLine[]> {
  const reply = await ask(path, { signal, credentials: 'same-origin', cache: 'no-store' })
  if (!reply.ok || !reply.body) throw new Error(`results answered ${reply.status}`)
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest: string[] = []
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      const lines = value.split('\n')
      const last = lines.pop() ?? ''
      const whole = lines.map((line, at) => (at === 0 ? rest.join('') + line : line))
      rest = lines.length > 0 ? [last] : [...rest, last]
      yield whole.filter(Boolean).map((text) => ({ seq: seqOf(text), text }))
    }
    const tail = rest.join('')
    if (tail !== '') throw new Error('the results were cut short')
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
