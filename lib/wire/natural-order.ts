// Natural order of cell values: absent last, numbers by value, text with its numbers by value. By
// code unit and never by locale, so that two readers see the same order.

type CellValue = string | number | boolean | null | undefined

const zero = 48
const nine = 57

function digitsEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && isDigit(text.charCodeAt(at))) at += 1
  return at
}

const isDigit = (code: number) => code >= zero && code <= nine

/** "fin-2" before "fin-10"; equal numbers with more leading zeros come later. */
export function compareText(one: string, other: string): number {
  let left = 0
  let right = 0
  while (left < one.length && right < other.length) {
    const a = one.charCodeAt(left)
    const b = other.charCodeAt(right)
    if (isDigit(a) && isDigit(b)) {
      const leftEnd = digitsEnd(one, left)
      const rightEnd = digitsEnd(other, right)
      const first = one.slice(left, leftEnd).replace(/^0+(?=\d)/, '')
      const second = other.slice(right, rightEnd).replace(/^0+(?=\d)/, '')
      if (first.length !== second.length) return first.length - second.length
      if (first !== second) return first < second ? -1 : 1
      left = leftEnd
      right = rightEnd
    } else if (a !== b) return a - b
    else {
      left += 1
      right += 1
    }
  }
  return one.length - left - (other.length - right) || one.length - other.length
}

/** Texts whose keys compare as the texts do, but for zeros that lead; those the length tells apart. */
export function naturalKey(text: string): string {
  if (!/\d/.test(text)) return text
  return text.replace(/\d+/g, (digits) => {
    const bare = digits.replace(/^0+(?=\d)/, '')
    // A digit keeps the run's place among other characters; its size goes before its digits.
    return `0${String.fromCharCode(Math.min(bare.length, 0xffff))}${bare}`
  })
}

/** The number that a value is, NaN where it is none. */
export function asNumber(value: CellValue): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
}

/** The rows' indices in order of those values. Equal ones keep their place, in both directions. */
export function orderBy(values: readonly CellValue[], descending: boolean): number[] {
  const numbers = Float64Array.from(values, asNumber)
  const sign = descending ? -1 : 1
  const compare = (a: number, b: number) => {
    const one = values[a]
    const other = values[b]
    const noOne = one === undefined || one === null
    const noOther = other === undefined || other === null
    if (noOne || noOther) return Number(noOne) - Number(noOther)
    const left = numbers[a] ?? Number.NaN
    const right = numbers[b] ?? Number.NaN
    if (!Number.isNaN(left) && !Number.isNaN(right)) return sign * Math.sign(left - right)
    if (Number.isNaN(left) !== Number.isNaN(right)) return sign * (Number.isNaN(left) ? 1 : -1)
    return sign * compareText(String(one), String(other))
  }
  return Array.from({ length: values.length }, (_, index) => index).sort(
    (a, b) => compare(a, b) || a - b,
  )
}
