// The one polite voice of the page. At most one sentence in ten seconds, or as the reader chose; the
// newest waits its turn and replaces an older one. Urgent ones (paused, stopped, complete) are said at
// once. Silence is silence for all of them.

type Voice = (text: string) => void

let voice: Voice | undefined
let lastAt = Number.NEGATIVE_INFINITY
let pending: ReturnType<typeof setTimeout> | undefined

let quietMs = 10_000

/** How many seconds lie between two sentences; 0 says nothing any more. */
export function paceVoice(seconds: number): void {
  quietMs = seconds * 1_000
  clearTimeout(pending)
}

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
  if (quietMs === 0) return
  const say = () => {
    lastAt = performance.now()
    voice?.(text)
  }
  const wait = lastAt + quietMs - performance.now()
  if (options.urgent || wait <= 0) say()
  else pending = setTimeout(say, wait)
}
