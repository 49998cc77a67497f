// Pairs of whole numbers as dense ids in order of first appearance: an open-addressed table in typed
// arrays, sixteen bytes a pair or so. It never shrinks.

const firstSlots = 64
/** Odd and large, so that neighbours land far apart. */
const leftFactor = 0x9e3779b1
const rightFactor = 0x85ebca6b

function hashOf(left: number, right: number): number {
  let hash = Math.imul(left, leftFactor) ^ Math.imul(right, rightFactor)
  hash ^= hash >>> 15
  hash = Math.imul(hash, leftFactor)
  return (hash ^ (hash >>> 13)) >>> 0
}

export class PairIds {
  /** Of each slot, the id that it holds and one more; 0 is free. */
  #slots = new Uint32Array(firstSlots)
  #left = new Uint32Array(firstSlots / 2)
  #right = new Uint32Array(firstSlots / 2)
  #size = 0

  get size(): number {
    return this.#size
  }

  get bytes(): number {
    return this.#slots.byteLength + this.#left.byteLength + this.#right.byteLength
  }

  /** The id of the pair; a new pair gets the next one, which is `size` before the call. */
  idOf(left: number, right: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = hashOf(left, right) & mask
    for (let held = slots[slot] ?? 0; held !== 0; held = slots[slot] ?? 0) {
      if (this.#left[held - 1] === left && this.#right[held - 1] === right) return held - 1
      slot = (slot + 1) & mask
    }
    const id = this.#size
    slots[slot] = id + 1
    this.#left[id] = left
    this.#right[id] = right
    this.#size += 1
    if (this.#size * 2 >= slots.length) this.#grow()
    return id
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2)
    this.#left = grownTo(this.#left, slots.length / 2)
    this.#right = grownTo(this.#right, slots.length / 2)
    const mask = slots.length - 1
    for (let id = 0; id < this.#size; id++) {
      let slot = hashOf(this.#left[id] ?? 0, this.#right[id] ?? 0) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = id + 1
    }
    this.#slots = slots
  }
}

/** The same numbers in a longer array. */
export function grownTo(array: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(length)
  longer.set(array)
  return longer
}
