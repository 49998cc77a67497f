// Tells the owner of a text about changes in steps, so that a page is not drawn for each key.

export type LateText = { changed: () => void; flush: () => string; stop: () => void }

/** Tells after `restMs` without a change, and at the latest `mostMs` after the first. */
export function lateText(
  read: () => string,
  tell: (text: string) => void,
  { restMs = 120, mostMs = 400 } = {},
): LateText {
  let rest: ReturnType<typeof setTimeout> | undefined
  let most: ReturnType<typeof setTimeout> | undefined
  const stop = () => {
    clearTimeout(rest)
    clearTimeout(most)
    rest = undefined
    most = undefined
  }
  const flush = () => {
    const waits = rest !== undefined
    stop()
    const text = read()
    if (waits) tell(text)
    return text
  }
  const changed = () => {
    clearTimeout(rest)
    rest = setTimeout(flush, restMs)
    most ??= setTimeout(flush, mostMs)
  }
  return { changed, flush, stop }
}
