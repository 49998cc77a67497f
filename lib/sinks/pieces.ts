// A batch in pieces: cut to what the other side takes at once, and halved where it refuses a piece as a
// whole, until the lines that it refuses stand alone. A side that refuses everything is a fault.
import { type Refused, type SinkEvent, SinkFault } from '@/lib/sinks/sink'

/** A line with its place in the batch that came. */
export type Placed = { event: SinkEvent; index: number }

export type Limits = { lines: number; bytes: number }

const reasonMax = 500

/** Pieces in order, each within the limits; a line that exceeds them alone is a piece of its own. */
export function pieces(placed: readonly Placed[], { lines, bytes }: Limits): Placed[][] {
  const cut: Placed[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const one of placed) {
    const length = Buffer.byteLength(one.event.text) + 1
    const last = cut.at(-1)
    if (last && last.length < lines && size + length <= bytes) {
      last.push(one)
      size += length
    } else {
      cut.push([one])
      size = length
    }
  }
  return cut
}

/** Why a piece was not taken; `at` is the place in it of the line to blame, where that is told. */
export type Refusal = { reason: string; at?: number | undefined }

/** Takes a piece, or refuses it as a whole; `judged`: it told `accept` and `refuse` line by line. */
export type Attempt = (piece: readonly Placed[]) => Promise<Refusal | 'taken' | 'judged'>

/** What a sink has seen since it was opened, over all its batches. */
export type Experience = { taken: boolean; inARow: number }

/** How many lines in a row may be refused: few before the first was taken, for then nothing is proven. */
const inARowMax = { proven: 1_000, unproven: 8 }

export class Halving {
  readonly refused: Refused[] = []

  constructor(
    private readonly seen: Experience,
    private readonly attempt: Attempt,
  ) {}

  /**
   * Sends a piece. Throws SinkFault when one line after another was refused alone and none taken
   * between them: then the settings are wrong, and not the lines.
   */
  async send(piece: readonly Placed[]): Promise<void> {
    const refusal = await this.attempt(piece)
    if (refusal === 'taken') this.accept()
    if (refusal === 'taken' || refusal === 'judged') return
    const { reason, at } = refusal
    const blamed = piece.length === 1 ? piece[0] : piece[at ?? -1]
    if (blamed) {
      this.refuse(blamed.index, reason)
      const others = piece.filter((one) => one !== blamed)
      if (others.length > 0) await this.send(others)
      return
    }
    const middle = Math.ceil(piece.length / 2)
    await this.send(piece.slice(0, middle))
    await this.send(piece.slice(middle))
  }

  accept(): void {
    Object.assign(this.seen, { taken: true, inARow: 0 })
  }

  refuse(index: number, reason: string): void {
    const shown = reason.slice(0, reasonMax)
    this.refused.push({ index, reason: shown })
    this.seen.inARow += 1
    if (this.seen.inARow >= (this.seen.taken ? inARowMax.proven : inARowMax.unproven))
      throw new SinkFault(`It refuses one line after another: ${shown}`)
  }
}
