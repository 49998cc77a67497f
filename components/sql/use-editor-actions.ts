// What the editor does with its text beside taking keys: format it, mend it, insert into it.
import { useState } from 'react'
import { browserCheck } from '@/lib/client/sql-checker'
import { serverCheck } from '@/lib/client/use-sql-check'
import type { SqlFix } from '@/lib/wire/sql'
import type { EditorHandle } from './editor-handle'

type Handle = { current: EditorHandle | null }

/** Complaints about the text itself, as opposed to names it uses. */
const doesNotParse =
  /syntax error|incomplete input|unrecognized token|one statement|too deep|NUL|longer/i

async function refusalOf(query: string, parameters: readonly string[]): Promise<string | null> {
  const asked = { query, parameters: [...parameters] }
  const report = (await browserCheck(asked)) ?? (await serverCheck(asked).catch(() => undefined))
  const fault = report?.errors.find(({ message }) => doesNotParse.test(message))
  return fault ? `Line ${fault.line}, column ${fault.column}: ${fault.message}` : null
}

async function formatted(editor: EditorHandle, parameters: readonly string[]): Promise<string> {
  const text = editor.flush()
  if (text.trim() === '') return ''
  const refusal = await refusalOf(text, parameters)
  if (refusal) return `Not formatted. ${refusal}`
  const { formatSql } = await import('./format-sql')
  const made = formatSql(text)
  if (!made.ok) return `Not formatted. ${made.reason}`
  if (editor.flush() !== text) return 'Not formatted: the text changed meanwhile'
  if (made.text === text) return 'Formatted already'
  editor.replace(made.text)
  return 'Formatted: white space and keyword case only'
}

export function useEditorActions(handle: Handle, parameters: readonly string[], about: string) {
  const [said, setSaid] = useState('')
  const format = async () => {
    const editor = handle.current
    if (editor) setSaid(await formatted(editor, parameters))
  }
  const fix = (change: SqlFix) => {
    const mended = handle.current?.apply(change, about) ?? false
    setSaid(mended ? '' : 'The text changed meanwhile; try again in a moment')
  }
  return { said, quiet: () => setSaid(''), format: () => void format(), fix }
}
