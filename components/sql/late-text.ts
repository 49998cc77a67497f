// Tells the owner of a text about changes in steps, so that a page is not drawn for each key.

export type LateText = {
  changed: () => void
  /** Tells at once what waits; returns the text either way. */
  flush: () => string
  /** Tells what waits to whom the text belonged when it was typed. */
  handOver: () => void
}

type Tell = (text: string) => void

/** Tells after `restMs` without a change, and at the latest `mostMs` after the first. */
export function lateText(
  read: () => string,
  listener: () => Tell,
  { restMs = 120, mostMs = 400 } = {},
): LateText {
  let rest: ReturnType<typeof setTimeout> | undefined
  let most: ReturnType<typeof setTimeout> | undefined
  let typedFor: Tell | undefined
  const end = (tell: Tell): string => {
    const waits = typedFor !== undefined
    clearTimeout(rest)
    clearTimeout(most)
    rest = undefined
    most = undefined
    typedFor = undefined
    const text = read()
    if (waits) tell(text)
    return text
  }
  const flush = () => end(listener())
  const changed = () => {
    typedFor ??= listener()
    clearTimeout(rest)
    rest = setTimeout(flush, restMs)
    most ??= setTimeout(flush, mostMs)
  }
  return { changed, flush, handOver: () => void (typedFor && end(typedFor)) }
}
