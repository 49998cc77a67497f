'use client'
// The gates of a rollout: as a table with what each is now, and as fields when one is started.
import { CircleCheck, CircleDashed, OctagonX, TriangleAlert } from 'lucide-react'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import {
  defaultGates,
  type Gate,
  type GateLimits,
  type GateName,
  gateNames,
} from '@/lib/wire/rollouts'

type Words = { label: string; hint: string; unit: '%' | '×' }

const gateWords: Record<GateName, Words> = {
  errors_percent: { label: 'Errors', hint: 'hosts with a query that failed', unit: '%' },
  denylisted_percent: {
    label: 'Denylisted',
    hint: 'hosts whose agent stopped a query',
    unit: '%',
  },
  silent_percent: {
    label: 'Silent',
    hint: 'hosts that should have reported and did not',
    unit: '%',
  },
  cost_factor: { label: 'Cost', hint: 'median agent time against the revision before', unit: '×' },
  rows_factor: { label: 'Rows', hint: 'rows a day against the revision before', unit: '×' },
}

const shown = (value: number | null, unit: string) =>
  value === null
    ? 'not yet known'
    : `${value.toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`

const verdicts = {
  waiting: { word: 'waiting', look: 'text-waiting-fg', Icon: CircleDashed },
  passed: { word: 'passed', look: 'text-ok-fg', Icon: CircleCheck },
  failed: { word: 'tripped', look: 'text-bad-fg', Icon: OctagonX },
  waived: { word: 'let pass', look: 'text-warn-fg', Icon: TriangleAlert },
} as const

function GateRow({ gate }: { gate: Gate }) {
  const { label, hint, unit } = gateWords[gate.name]
  const { word, look, Icon } = verdicts[gate.verdict]
  return (
    <tr className="border-line border-t">
      <th scope="row" className="py-2 ps-4 pe-3 text-start font-medium">
        {label} <span className="block font-normal text-fg-subtle text-meta">{hint}</span>
      </th>
      <td className="whitespace-nowrap px-3 py-2 text-end tabular-nums">
        {shown(gate.limit, unit)}
      </td>
      <td className="px-3 py-2 text-end tabular-nums sm:whitespace-nowrap">
        {shown(gate.value, unit)}
      </td>
      <td className="py-2 ps-3 pe-4">
        <span className={`flex items-center gap-1 whitespace-nowrap ${look}`}>
          <Icon aria-hidden className="size-4" /> {word}
        </span>
      </td>
    </tr>
  )
}

/** Every gate that is judged, in the order in which they are. */
export function GateTable({ gates }: { gates: readonly Gate[] }) {
  if (gates.length === 0)
    return (
      <p className="p-4 text-fg-muted">No gate is set: nothing pauses this rollout by itself.</p>
    )
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-body">
        <thead className="bg-sunken text-fg-muted text-meta">
          <tr>
            <th className="py-2 ps-4 pe-3 text-start font-medium">Measure</th>
            <th className="px-3 py-2 text-end font-medium">Limit</th>
            <th className="px-3 py-2 text-end font-medium">Now</th>
            <th className="py-2 ps-3 pe-4 text-start font-medium">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {gates.map((gate) => (
            <GateRow key={gate.name} gate={gate} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Limits as they are typed; an empty field leaves its gate out. */
export type TypedGates = Record<GateName, string>

export const defaultTypedGates = (): TypedGates => ({
  errors_percent: String(defaultGates.errors_percent),
  denylisted_percent: String(defaultGates.denylisted_percent),
  silent_percent: String(defaultGates.silent_percent),
  cost_factor: String(defaultGates.cost_factor),
  rows_factor: String(defaultGates.rows_factor),
})

/** The limits that were typed, and the fields that hold no number. */
export function readTypedGates(typed: TypedGates): { gates: GateLimits; wrong: GateName[] } {
  const gates: GateLimits = {}
  const wrong: GateName[] = []
  for (const name of gateNames) {
    const text = typed[name].trim()
    if (text === '') continue
    const value = Number(text)
    const least = gateWords[name].unit === '%' ? 0 : 1
    const most = gateWords[name].unit === '%' ? 100 : 1_000
    if (Number.isFinite(value) && value >= least && value <= most) gates[name] = value
    else wrong.push(name)
  }
  return { gates, wrong }
}

type GateFieldsProps = { value: TypedGates; onChange: (value: TypedGates) => void }

export function GateFields({ value, onChange }: GateFieldsProps) {
  const { wrong } = readTypedGates(value)
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-3">
      {gateNames.map((name) => {
        const { label, unit } = gateWords[name]
        const range = unit === '%' ? 'a number from 0 to 100' : 'a number from 1 to 1,000'
        return (
          <Field
            key={name}
            label={`${label}, ${unit === '%' ? 'at most %' : 'at most ×'}`}
            {...(wrong.includes(name) ? { error: `Must be ${range}, or empty` } : {})}
          >
            <Input
              inputMode="decimal"
              value={value[name]}
              placeholder="not judged"
              onChange={(event) => onChange({ ...value, [name]: event.target.value })}
            />
          </Field>
        )
      })}
    </div>
  )
}
