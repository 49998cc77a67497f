// Completion as CodeMirror asks for it; what is offered is decided by sql-scope.
import type { Completion, CompletionContext, CompletionSource } from '@codemirror/autocomplete'
import { loadTables } from '@/lib/client/sql-tables'
import { type Suggestion, suggestionsFor } from './sql-scope'

function optionOf({ label, kind, detail, help, boost, insert }: Suggestion): Completion {
  return {
    label,
    type: kind,
    detail,
    boost,
    ...(insert !== undefined ? { apply: insert } : {}),
    ...(help ? { info: help } : {}),
  }
}

/** Offers while a word, or what follows a dot or an opening {{, is typed; or when asked. */
export function completions(parameters: () => readonly string[]): CompletionSource {
  return async (context: CompletionContext) => {
    const word = context.matchBefore(/\{\{\s*\w*|\w*/)
    if (!word) return null
    const before = context.state.sliceDoc(0, word.from)
    const begun = word.from < word.to || /[\w)"]\.$/.test(before)
    if (!begun && !context.explicit) return null
    const tables = await loadTables().catch(() => undefined)
    if (!tables || context.aborted) return null
    const text = context.state.doc.toString()
    const options = suggestionsFor(text, context.pos, tables, parameters())
    return { from: word.from, validFor: /^(\{\{\s*)?\w*$/, options: options.map(optionOf) }
  }
}
