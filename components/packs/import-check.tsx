'use client'
// What the files would bring, before anything is saved: the sum, each file by its format, each pack and
// query with its warnings, and the decisions to take.
import { X } from 'lucide-react'
import { SqlText } from '@/components/sql/sql-text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { formatNoun } from '@/lib/client/format'
import type { ImportedLibraryQuery, PackImportReply } from '@/lib/wire/pack-import'
import { changesInWords } from '@/lib/wire/pack-import-words'
import { ImportChoice } from './import-choice'
import { Unreadable } from './import-drop'
import { PackPreview } from './import-pack'
import { StatusBadge, Warnings } from './import-query'
import { decisionsInWords, importSum } from './import-words'
import type { Import } from './use-import'

const formatWords = { osquery: 'osquery', yaml: 'Fleet YAML' }

type CheckProps = { importing: Import; preview: PackImportReply }

function Files({ importing: { state, check }, preview }: CheckProps) {
  const readable = state.files.filter(({ fault }) => fault === undefined)
  return (
    <ul aria-label="Files" className="flex flex-col gap-1">
      {readable.map((file, index) => {
        const report = preview.files[index]
        if (!report) return null
        const told = [...report.warnings, ...report.repairs].map(({ message }) => message)
        return (
          <li key={`${file.name} ${file.content}`} className="flex min-w-0 items-center gap-2">
            <span className="min-w-0 truncate">{file.name}</span>
            {report.format && <Badge>{formatWords[report.format]}</Badge>}
            <span
              className="min-w-0 flex-1 truncate text-fg-muted text-meta"
              title={told.join('. ')}
            >
              {report.error === null
                ? [formatNoun(report.packs, 'pack'), ...told].join('. ')
                : 'not read'}
            </span>
            {readable.length > 1 && (
              <Button
                variant="ghost"
                size="icon"
                aria-label={`Leave out ${file.name}`}
                onClick={() => check(state.files.filter((other) => other !== file))}
              >
                <X aria-hidden />
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function LibraryRow({ query, importing }: { query: ImportedLibraryQuery; importing: Import }) {
  const { given_name: name, status, changes, warnings, packs } = query
  const choice = importing.state.choices.library[name]
  const decide = (action: 'open' | 'skip' | 'rename' | 'replace') =>
    importing.decideLibrary(name, action === 'open' ? undefined : { action })
  const options = [
    { value: 'open', label: 'Decide…' },
    { value: 'skip', label: 'Keep existing' },
    { value: 'replace', label: `Replace in ${formatNoun(packs, 'pack')}` },
    { value: 'rename', label: `Import as ${name}-2` },
  ] as const
  return (
    <li className="border-line border-t px-3 py-2">
      <div className="flex items-center gap-2">
        <span className="mono min-w-0 truncate font-medium">{name}</span>
        <StatusBadge status={status} />
      </div>
      <SqlText sql={query.query} oneLine className="text-meta" />
      {status === 'conflict' && (
        <>
          <p>The library has it already; the file has it {changesInWords(changes)}.</p>
          <ImportChoice
            label={name}
            options={options}
            value={choice?.action ?? 'open'}
            onChange={decide}
          />
        </>
      )}
      <Warnings messages={warnings.map(({ message }) => message)} />
    </li>
  )
}

function Library({ importing, preview }: CheckProps) {
  const { library, library_counts } = preview
  if (library.length === 0) return null
  return (
    <section aria-label="Library" className="rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-2 px-3 py-2">
        <h3 className="font-semibold">For the library</h3>
        <span className="text-fg-muted">{importSum(library_counts)}</span>
      </header>
      <ul>
        {library.map((query) => (
          <LibraryRow key={query.given_name} query={query} importing={importing} />
        ))}
      </ul>
    </section>
  )
}

export function ImportCheck({ importing, preview }: CheckProps) {
  const { state } = importing
  const { packs, counts, files } = preview
  const readable = state.files.filter(({ fault }) => fault === undefined)
  const faults = [
    ...state.files.flatMap(({ name, fault }) => (fault === undefined ? [] : [{ name, fault }])),
    ...files.flatMap(({ error }, index) =>
      error === null ? [] : [{ name: readable[index]?.name ?? '', fault: error }],
    ),
  ]
  return (
    <div className="flex flex-col gap-4">
      <p className="font-medium">
        {importSum(counts)}.{' '}
        <span className="font-normal text-fg-muted">
          {decisionsInWords(preview, state.choices)}
        </span>
      </p>
      <Unreadable files={faults} />
      <Files importing={importing} preview={preview} />
      {packs.map((pack) => (
        <PackPreview
          key={pack.given_name}
          pack={pack}
          importing={importing}
          open={packs.length === 1}
        />
      ))}
      <Library importing={importing} preview={preview} />
    </div>
  )
}
