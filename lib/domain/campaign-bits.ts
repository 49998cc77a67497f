// A bit for each host id, in pages that exist only where a bit was ever set: an open campaign keeps
// its hosts in a fraction of a byte each, and asking for one costs two reads of memory.

const pageBits = 10
const pageWords = 1 << (pageBits - 5)
const inPage = (1 << pageBits) - 1

export type Bits = { pages: (Uint32Array | undefined)[] }

export const noBits = (): Bits => ({ pages: [] })

export function hasBit({ pages }: Bits, id: number): boolean {
  const page = pages[id >>> pageBits]
  if (!page) return false
  const at = id & inPage
  return (((page[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 1
}

export function setBit({ pages }: Bits, id: number): void {
  const number = id >>> pageBits
  const page = pages[number] ?? new Uint32Array(pageWords)
  pages[number] = page
  const at = id & inPage
  page[at >>> 5] = (page[at >>> 5] ?? 0) | (1 << (at & 31))
}

export function clearBit({ pages }: Bits, id: number): void {
  const page = pages[id >>> pageBits]
  if (!page) return
  const at = id & inPage
  page[at >>> 5] = (page[at >>> 5] ?? 0) & ~(1 << (at & 31))
}

/** The bits of ids of four bytes each, big-endian. */
export function bitsOf(packed: Buffer): Bits {
  const bits = noBits()
  for (let at = 0; at < packed.length; at += 4) setBit(bits, packed.readUInt32BE(at))
  return bits
}
