// The lid of a simulated laptop: while it is closed nothing of its agent runs, no request leaves, and
// what was under way ends first. The computer keeps its time, so much is due when it opens.
export class Lid {
  #opening: Promise<void> | undefined
  #open: (() => void) | undefined

  get closed(): boolean {
    return this.#opening !== undefined
  }

  close(): void {
    this.#opening ??= new Promise((resolve) => {
      this.#open = resolve
    })
  }

  open(): void {
    this.#opening = undefined
    this.#open?.()
  }

  /** Resolves at once while it is open, else when it opens or on abort. Never rejects. */
  async opened(signal: AbortSignal): Promise<void> {
    const opening = this.#opening
    if (!opening || signal.aborted) return
    await new Promise<void>((resolve) => {
      const end = () => {
        signal.removeEventListener('abort', end)
        resolve()
      }
      signal.addEventListener('abort', end, { once: true })
      void opening.then(end)
    })
  }
}
