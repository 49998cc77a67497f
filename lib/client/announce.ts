// The one polite voice of the page. At most one sentence in ten seconds; the newest waits its turn
// and replaces an older one. Urgent ones (paused, stopped, complete) are said at once.

type Voice = (text: string) => void

let voice: Voice | undefined
let lastAt = Number.NEGATIVE_INFINITY
let pending: ReturnType<typeof setTimeout> | undefined

const quietMs = 10_000

/** Connects the live region; returns how to disconnect it. */
export function connectVoice(next: Voice): () => void {
  voice = next
  return () => {
    if (voice === next) voice = undefined
    clearTimeout(pending)
  }
}

export function announce(text: string, options: { urgent?: boolean } = {}): void {
  clearTimeout(pending)
  const say = () => {
    lastAt = performance.now()
    voice?.(text)
  }
  const wait = lastAt + quietMs - performance.now()
  if (options.urgent || wait <= 0) say()
  else pending = setTimeout(say, wait)
}
