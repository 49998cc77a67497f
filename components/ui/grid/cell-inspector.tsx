'use client'
// The whole of one value: text with its unseen characters shown, JSON as tree and raw, its length.
import { Check, ChevronUp, Copy, ExternalLink } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { formatBytes, formatCount } from '@/lib/client/format'
import { useCopy } from '@/lib/client/use-copy'
import { Button } from '../button'
import { RadioGroup } from '../choice'
import { Menu } from '../menu'
import { Sheet } from '../sheet'
import { cellText, visiblePieces } from './cell-text'
import { Pieces } from './grid-cell'
import type { CellValue } from './grid-types'

type CellInspectorProps = {
  column: string
  value: CellValue
  open: boolean
  onOpenChange: (open: boolean) => void
  /** What can be done with the row and this value of it. */
  menu?: ReactNode
}

export function CellInspector(props: CellInspectorProps) {
  const { column, value, open, onOpenChange, menu } = props
  const { copied, copy } = useCopy()
  const text = value === undefined || value === null ? '' : String(value)
  const cell = cellText(value)
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title={<span className="mono">{column}</span>}
      footer={
        <>
          <OpenLink text={text} />
          {menu && (
            <Menu
              side="top"
              trigger={
                <Button>
                  More <ChevronUp aria-hidden />
                </Button>
              }
            >
              {menu}
            </Menu>
          )}
          <Button variant="primary" disabled={text === ''} onClick={() => copy(text)}>
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            {copied ? 'Copied' : 'Copy value'}
          </Button>
        </>
      }
    >
      <p className="mb-3 text-fg-muted">{describe(cell.kind, text)}</p>
      {cell.kind === 'json' ? <JsonView text={text} /> : <Raw text={text} />}
    </Sheet>
  )
}

function describe(kind: string, text: string): string {
  if (kind === 'absent') return 'This row has no such key.'
  if (kind === 'empty') return 'The agent sent an empty text.'
  const bytes = formatBytes(new TextEncoder().encode(text).length)
  return `${kind === 'json' ? 'JSON' : 'Text'}, ${formatCount([...text].length)} characters, ${bytes}`
}

const box =
  'mono whitespace-pre-wrap break-all rounded-md border border-line bg-sunken p-3 text-body'

function Raw({ text }: { text: string }) {
  if (text === '') return null
  return (
    <pre className={box} dir="ltr">
      <Pieces pieces={visiblePieces(text)} />
    </pre>
  )
}

function JsonView({ text }: { text: string }) {
  const [form, setForm] = useState<'tree' | 'raw'>('tree')
  const value: unknown = JSON.parse(text)
  return (
    <>
      <RadioGroup
        inline
        label="Form"
        value={form}
        onChange={setForm}
        options={[
          { value: 'tree', label: 'Tree' },
          { value: 'raw', label: 'Raw' },
        ]}
        className="mb-3"
      />
      {form === 'raw' ? (
        <Raw text={text} />
      ) : (
        <div className={box}>
          <Node name={null} value={value} depth={0} />
        </div>
      )}
    </>
  )
}

function Node({ name, value, depth }: { name: string | null; value: unknown; depth: number }) {
  const key = name === null ? null : <span className="text-accent-fg">{name}: </span>
  if (typeof value !== 'object' || value === null) {
    return (
      <div>
        {key}
        <Pieces pieces={visiblePieces(JSON.stringify(value))} />
      </div>
    )
  }
  const entries = Object.entries(value)
  const sign = Array.isArray(value) ? `[..] ${entries.length}` : `{..} ${entries.length}`
  return (
    <details open={depth < 2} className="ps-4">
      <summary className="-ms-4 min-h-6">
        {key}
        <span className="text-fg-subtle">{sign}</span>
      </summary>
      {entries.map(([child, inner]) => (
        <Node key={child} name={child} value={inner} depth={depth + 1} />
      ))}
    </details>
  )
}

/** Only for https, only here, and it names the host before it goes there. */
function OpenLink({ text }: { text: string }) {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:') return null
  return (
    <a
      href={url.href}
      target="_blank"
      rel="noreferrer noopener"
      className="inline-flex h-(--control) items-center gap-2 rounded-md px-3 text-accent-fg hover:bg-hover"
    >
      <ExternalLink aria-hidden /> Open {url.host}
    </a>
  )
}
