// Programs that somebody started by hand on one computer, beside those that its kind always has.
export interface StartedProgram {
  name: string
  path: string
  args: string
  port?: number
  pid: number
  startedAt: number
}

type Start = { path: string; args?: string; port?: number; nowSeconds: number }

const firstPid = 61_000

export class Started {
  readonly #programs = new Map<string, StartedProgram>()
  #changes = 0

  /** Rises with every start and end. */
  get changes(): number {
    return this.#changes
  }

  list(): StartedProgram[] {
    return [...this.#programs.values()]
  }

  /** Runs it from now on, in place of one of the same name; returns that name. */
  start({ path, args = '', port, nowSeconds }: Start): string {
    const name = path.split(/[\\/]/).pop() || path
    this.#changes += 1
    const pid = firstPid + this.#changes * 4
    const listening = port === undefined ? {} : { port }
    this.#programs.set(name, { name, path, args, pid, startedAt: nowSeconds, ...listening })
    return name
  }

  /** False when nothing of that name was started. */
  end(name: string): boolean {
    if (!this.#programs.delete(name)) return false
    this.#changes += 1
    return true
  }
}
