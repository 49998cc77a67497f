// How the text of agent options is coloured and completed. YAML and JSON at once: both are words, texts,
// numbers and marks, and a key is what stands before a colon.
import type { CompletionContext, CompletionSource } from '@codemirror/autocomplete'
import { HighlightStyle, StreamLanguage } from '@codemirror/language'
import { tags } from '@lezer/highlight'
import type { OptionFact } from '@/lib/wire/agent-options'

const keyAhead = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w./*%-]+)\s*:(?=\s|$)/

/** A token at a time, by what it begins with. */
export const optionsLanguage = StreamLanguage.define<null>({
  name: 'agent options',
  startState: () => null,
  token: (stream) => {
    if (stream.eatSpace()) return null
    if (stream.match(/^#.*/)) return 'comment'
    if (stream.match(keyAhead, false)) {
      stream.match(/^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w./*%-]+)/)
      return 'propertyName'
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'[^']*'?/)) return 'string'
    if (stream.match(/^(?:true|false|null)\b/)) return 'bool'
    if (stream.match(/^-?\d+(?:\.\d+)?\b/)) return 'number'
    if (stream.match(/^[[\]{},:-]/)) return 'punctuation'
    stream.match(/^[^\s,[\]{}]+/) || stream.next()
    return null
  },
})

export const optionsColours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--color-accent-fg)' },
  { tag: tags.string, color: 'var(--color-ok-fg)' },
  { tag: [tags.number, tags.bool], color: 'var(--color-info-fg)' },
  { tag: [tags.comment, tags.punctuation], color: 'var(--color-fg-subtle)' },
])

const structure = ['config', 'options', 'overrides', 'platforms', 'darwin', 'linux', 'windows']

/** What a fact says beside its name: its type, its since, what it does to agents. */
export function factDetail({ type, since, effect }: OptionFact): string {
  const release = since === null ? '' : `, since ${since}`
  const does = effect === null ? '' : `, ${effect} agents`
  return `${type}${release}${does}`
}

/** Names that a configuration may set, and those of its structure. */
export function optionCompletions(facts: () => readonly OptionFact[]): CompletionSource {
  return (context: CompletionContext) => {
    const word = context.matchBefore(/\w*/)
    if (!word || (word.from === word.to && !context.explicit)) return null
    const quoted = context.state.sliceDoc(word.from - 1, word.from) === '"'
    const known = facts()
      .filter(({ command_line }) => !command_line)
      .map((fact) => ({
        label: fact.name,
        detail: factDetail(fact),
        type: 'property',
        apply: quoted ? fact.name : `${fact.name}: `,
      }))
    const words = structure.map((label) => ({ label, type: 'keyword', boost: -1 }))
    return { from: word.from, validFor: /^\w*$/, options: [...known, ...words] }
  }
}
