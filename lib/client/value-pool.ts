// Texts kept once each, as bytes in one array: a number stands for each. A quarter of a million rows
// fit because no text is an object of its own; a pool that is closed also lets go of its look-up.

const firstBytes = 4_096
const firstValues = 256
const shortText = 64
/** A text takes at most three bytes for each UTF-16 unit. */
const bytesPerUnit = 3

const encoder = new TextEncoder()
// A byte order mark is a character like any other.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

type Bytes = Uint8Array<ArrayBuffer>
type Numbers = Uint32Array<ArrayBuffer>

/** A pool as a worker gets it; text `n` (from 1 on) lies between `ends[n - 1]` and `ends[n]`. */
export type PoolData = { bytes: Bytes; ends: Numbers; count: number }

function roomier(size: number, needed: number): number {
  let next = size
  while (next < needed) next *= 2
  return next
}

export class ValuePool {
  #bytes: Bytes = new Uint8Array(firstBytes)
  #ends: Numbers = new Uint32Array(firstValues)
  /** Open addressing: the number of a text at the slot of its hash, 0 where there is none. */
  #slots: Numbers | undefined = new Uint32Array(firstValues * 2)
  #count = 0

  /** How many texts there are; they are numbered from 1. */
  get count(): number {
    return this.#count
  }

  #encode(text: string, from: number): number {
    const most = from + text.length * bytesPerUnit
    if (most > this.#bytes.length) {
      const larger = new Uint8Array(roomier(this.#bytes.length, most))
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    if (text.length <= shortText) {
      let at = 0
      while (at < text.length) {
        const code = text.charCodeAt(at)
        if (code > 127) break
        this.#bytes[from + at] = code
        at += 1
      }
      if (at === text.length) return from + at
    }
    return from + (encoder.encodeInto(text, this.#bytes.subarray(from)).written ?? 0)
  }

  #hash(from: number, to: number): number {
    let hash = 0x811c9dc5
    for (let at = from; at < to; at += 1) {
      hash = Math.imul(hash ^ (this.#bytes[at] ?? 0), 0x01000193)
    }
    return (hash ^ (hash >>> 15)) >>> 0
  }

  #same(value: number, from: number, to: number): boolean {
    const start = this.#ends[value - 1] ?? 0
    if ((this.#ends[value] ?? 0) - start !== to - from) return false
    for (let at = 0; at < to - from; at += 1) {
      if (this.#bytes[start + at] !== this.#bytes[from + at]) return false
    }
    return true
  }

  #widen(): void {
    const ends = new Uint32Array(this.#ends.length * 2)
    ends.set(this.#ends)
    this.#ends = ends
    const slots = new Uint32Array(ends.length * 2)
    for (let value = 1; value <= this.#count; value += 1) {
      let slot = this.#hash(ends[value - 1] ?? 0, ends[value] ?? 0) & (slots.length - 1)
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1)
      slots[slot] = value
    }
    this.#slots = slots
  }

  /** The number of that text, always the same one. Throws once the pool is closed. */
  intern(text: string): number {
    if (!this.#slots) throw new Error('this pool is closed')
    const from = this.#ends[this.#count] ?? 0
    const to = this.#encode(text, from)
    const mask = this.#slots.length - 1
    let slot = this.#hash(from, to) & mask
    for (let value = this.#slots[slot]; value; value = this.#slots[slot]) {
      if (this.#same(value, from, to)) return value
      slot = (slot + 1) & mask
    }
    this.#count += 1
    this.#slots[slot] = this.#count
    this.#ends[this.#count] = to
    if (this.#count + 1 >= this.#ends.length) this.#widen()
    return this.#count
  }

  /** The text of a number that `intern` gave. */
  text(value: number): string {
    return decoder.decode(this.#bytes.subarray(this.#ends[value - 1] ?? 0, this.#ends[value]))
  }

  /** Takes no further text, and keeps no byte more than it needs. */
  close(): void {
    this.#slots = undefined
    this.#bytes = this.#bytes.slice(0, this.#ends[this.#count])
    this.#ends = this.#ends.slice(0, this.#count + 1)
  }

  /** A copy of what is here now, to be given away. */
  data(): PoolData {
    return {
      bytes: this.#bytes.slice(0, this.#ends[this.#count]),
      ends: this.#ends.slice(0, this.#count + 1),
      count: this.#count,
    }
  }
}

/** All texts of a pool by number, 0 empty. Much faster than one by one where all are ASCII. */
export function poolTexts({ bytes, ends, count }: PoolData): string[] {
  const whole = decoder.decode(bytes)
  const plain = whole.length === bytes.length
  const texts: string[] = ['']
  for (let value = 1; value <= count; value += 1) {
    const from = ends[value - 1] ?? 0
    const to = ends[value] ?? 0
    texts.push(plain ? whole.slice(from, to) : decoder.decode(bytes.subarray(from, to)))
  }
  return texts
}
