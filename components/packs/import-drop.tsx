'use client'
// The first step: files chosen, dropped or pasted. What cannot be read is told of by name and place.
import { FileUp } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input, Textarea } from '@/components/ui/input'
import { type PackFile, readPackFiles } from './import-files'

type FileProps = { onFiles: (files: PackFile[]) => void }

function FileChooser({ onFiles }: FileProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const take = async (list: FileList | null) => {
    const files = await readPackFiles(list ?? [])
    if (input.current) input.current.value = ''
    if (files.length > 0) onFiles(files)
  }
  return (
    <div className="flex flex-col items-center gap-2 rounded-lg border border-line-control border-dashed px-4 py-8 text-center">
      <FileUp aria-hidden className="size-6! text-fg-subtle" />
      <p>Drop pack files anywhere, as many as you like, or</p>
      <Button onClick={() => input.current?.click()}>Choose files</Button>
      <p className="text-fg-subtle text-meta">
        osquery packs and configurations (.conf, JSON), Fleet YAML. Together at most 1 MiB and 1,000
        queries.
      </p>
      <input
        ref={input}
        id={id}
        type="file"
        multiple
        aria-label="Pack files"
        accept=".conf,.json,.txt,.yml,.yaml,application/json,application/yaml"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => take(event.target.files)}
      />
    </div>
  )
}

/** Files that could not be read, each with its reason. */
export function Unreadable({ files }: { files: readonly { name: string; fault: string }[] }) {
  if (files.length === 0) return null
  return (
    <Banner tone="bad">
      <div role="alert">
        <ul>
          {files.map(({ name, fault }) => (
            <li key={`${name} ${fault}`} className="break-words">
              <span className="font-medium">{name}</span>: {fault}
            </li>
          ))}
        </ul>
        <p>Nothing has been saved.</p>
      </div>
    </Banner>
  )
}

function Paste({ onFiles, busy }: FileProps & { busy: boolean }) {
  const [text, setText] = useState('')
  const [name, setName] = useState('')
  return (
    <>
      <Field label="Or paste its text">
        <Textarea
          rows={10}
          value={text}
          spellCheck={false}
          placeholder='{"queries": {"users": {"query": "SELECT * FROM users", "interval": 3600}}}'
          onChange={(event) => setText(event.target.value)}
          className="mono"
        />
      </Field>
      <Field
        label="Name of the pack"
        optional
        hint="For the text of one pack, which does not hold its name."
      >
        <Input
          value={name}
          spellCheck={false}
          maxLength={255}
          placeholder="pasted"
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Button
        variant="primary"
        className="self-end"
        busy={busy}
        disabledReason={text.trim() === '' ? 'Paste the text of a pack first' : undefined}
        onClick={() => onFiles([{ name: name.trim() || 'pasted', content: text }])}
      >
        Check
      </Button>
    </>
  )
}

type DropStepProps = FileProps & { files: readonly PackFile[]; busy: boolean }

export function DropStep({ onFiles, files, busy }: DropStepProps) {
  const faults = files.flatMap((file) =>
    file.fault === undefined ? [] : [{ name: file.name, fault: file.fault }],
  )
  return (
    <div className="flex flex-col gap-4">
      <Unreadable files={faults} />
      <FileChooser onFiles={onFiles} />
      <Paste onFiles={onFiles} busy={busy} />
    </div>
  )
}
