'use client'
// The text of agent options with what is wrong in it, each a way to its place.
import dynamic from 'next/dynamic'
import { useId, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { RadioGroup } from '@/components/ui/choice'
import type { OptionFact, OptionFault } from '@/lib/wire/agent-options'
import type { Draft } from './use-options-draft'

const OptionsCode = dynamic(() => import('./options-code').then((module) => module.OptionsCode), {
  ssr: false,
  loading: () => <div className="mono p-2 text-body text-fg-subtle">Loading the editor</div>,
})

const frame =
  'h-96 min-h-40 resize-y overflow-hidden rounded-md border border-line-control bg-sunken focus-within:outline-2 focus-within:outline-ring focus-within:outline-offset-2'

/** Of a text that cannot be read there is only the place. */
const nameOf = ({ name }: OptionFault) =>
  name === 'content' ? '' : name.replace(/^agent_options\.?/, '')

type ProblemsProps = {
  id: string
  draft: Draft
  onGo: (line: number, column: number) => void
}

function Problem({ fault, onGo }: { fault: OptionFault } & Pick<ProblemsProps, 'onGo'>) {
  const { line, column = 1, reason } = fault
  return (
    <li className="flex flex-wrap items-baseline gap-x-2">
      {line !== undefined && (
        <Button size="small" variant="ghost" onClick={() => onGo(line, column)}>
          Line {line}
        </Button>
      )}
      <span className="min-w-0 text-bad-fg">
        <span className="mono break-all">{nameOf(fault)}</span> {reason}
      </span>
    </li>
  )
}

function Problems({ id, draft, onGo }: ProblemsProps) {
  const { faults, checked, checking, failure } = draft
  const said = checking ? 'Checking' : checked?.valid ? 'Every name and type is known.' : undefined
  return (
    <div id={id} className="mt-2 flex min-h-6 flex-col gap-1">
      {failure && !checked && <p className="text-warn-fg">Not checked: {failure.message}</p>}
      {faults.length > 0 && (
        <ul aria-label="Problems" className="flex flex-col gap-1">
          {faults.map((fault) => (
            <Problem key={`${fault.name} ${fault.line}`} fault={fault} onGo={onGo} />
          ))}
        </ul>
      )}
      {said !== undefined && faults.length === 0 && <p className="text-fg-muted">{said}</p>}
    </div>
  )
}

type OptionsEditorProps = {
  title: string
  draft: Draft
  facts: readonly OptionFact[]
  noWrite: string | undefined
  onSave: () => void
}

export function OptionsEditor({ title, draft, facts, noWrite, onSave }: OptionsEditorProps) {
  const id = useId()
  const go = useRef<((line: number, column: number) => void) | null>(null)
  const { text, setText, format, setFormat, faults, about } = draft
  return (
    <Card
      title={title}
      actions={
        <RadioGroup
          label="Text as"
          inline
          value={format}
          onChange={setFormat}
          options={[
            { value: 'yaml', label: 'YAML' },
            { value: 'json', label: 'JSON' },
          ]}
        />
      }
    >
      <div className={frame}>
        <OptionsCode
          label={`${title}, as text`}
          value={text}
          onChange={setText}
          faults={faults}
          about={about}
          describedBy={id}
          facts={facts}
          onSave={onSave}
          readOnly={noWrite !== undefined}
          go={go}
        />
      </div>
      <Problems id={id} draft={draft} onGo={(line, column) => go.current?.(line, column)} />
    </Card>
  )
}
