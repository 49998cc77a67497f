// Figures of rounds: medians and their ratio, and the rows of the table that the bench prints. No
// time is measured here.

export type Spread = { min: number; median: number; max: number }

export type Row = {
  name: string
  ours: string
  bare: string
  ratio: string
  target: string
  verdict: 'met' | 'missed' | '—'
}

/** The value below which that share of the sorted values lies; 0 of nothing. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export function spread(values: readonly number[]): Spread {
  return { min: Math.min(...values), median: quantile(values, 0.5), max: Math.max(...values) }
}

export function rounded(value: number): string {
  if (value !== 0 && Math.abs(value) < 1) return value.toPrecision(2)
  return Math.abs(value) < 100
    ? String(Math.round(value * 10) / 10)
    : Math.round(value).toLocaleString('en').replaceAll(',', ' ')
}

export function shown({ min, median, max }: Spread, unit: string): string {
  return `${rounded(median)} (${rounded(min)}–${rounded(max)})${unit}`
}

type Compared = {
  name: string
  unit: string
  ours: readonly number[]
  bare: readonly number[]
  atLeast?: number
  /** Shown instead of `≥ atLeast`. */
  target?: string
}

/** A row that compares rounds; without `atLeast` it judges nothing. */
export function comparedRow({ name, unit, ours, bare, atLeast, target }: Compared): Row {
  const ratio = spread(ours).median / spread(bare).median
  return {
    name,
    ours: shown(spread(ours), unit),
    bare: shown(spread(bare), unit),
    ratio: (Math.round(ratio * 100) / 100).toFixed(2),
    target: atLeast === undefined ? '' : (target ?? `≥ ${atLeast}`),
    verdict: verdict(atLeast === undefined ? undefined : ratio >= atLeast),
  }
}

/** A row of one figure with a limit of its own. */
export function limitRow(name: string, ours: string, target: string, met?: boolean): Row {
  return { name, ours, bare: '', ratio: '', target, verdict: verdict(met) }
}

function verdict(met: boolean | undefined): Row['verdict'] {
  if (met === undefined) return '—'
  return met ? 'met' : 'missed'
}

const columns = ['name', 'ours', 'bare', 'ratio', 'target', 'verdict'] as const

/** The rows as a Markdown table, aligned so that it also reads well in a terminal. */
export function tableText(rows: readonly Row[]): string {
  const cells = [columns.map(String), ...rows.map((row) => columns.map((name) => row[name]))]
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => (line[at] ?? '').length)))
  const lineOf = (line: readonly string[]) =>
    `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  const [head = [], ...body] = cells
  return [lineOf(head), rule, ...body.map(lineOf)].join('\n')
}
