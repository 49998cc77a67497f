// The known name that a mistyped one most likely meant, or none. Bounded: long names are not compared.

const comparedMost = 64
const differingMost = 3

/** Insertions, deletions, changes and swaps of neighbours; stops counting above `most`. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let older: number[] = []
  let old = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min(
        (old[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (old[j - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) least = Math.min(least, (older[j - 2] ?? 0) + 1)
      row.push(least)
    }
    if (Math.min(...row) > most) return most + 1
    older = old
    old = row
  }
  return old[b.length] ?? most + 1
}

/** At most a third of the letters may differ, and never more than three; of equals the first. Case is ignored. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > comparedMost || name.length < 2) return undefined
  const wanted = name.toLowerCase()
  let most = Math.min(differingMost, Math.max(1, Math.floor(wanted.length / 3)))
  let best: string | undefined
  for (const one of known) {
    const candidate = one.toLowerCase()
    if (candidate === wanted) continue
    const away = distance(wanted, candidate, most)
    if (away > most || (best !== undefined && away === most)) continue
    best = one
    most = away
  }
  return best
}
