// How the SQL editor looks: tokens of ours only, so that both themes hold.
import { HighlightStyle } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

export const sqlColours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--color-accent-fg)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--color-ok-fg)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--color-info-fg)' },
  { tag: [tags.standard(tags.name), tags.function(tags.name)], color: 'var(--color-waiting-fg)' },
  { tag: tags.comment, color: 'var(--color-fg-subtle)' },
])

const popup = {
  backgroundColor: 'var(--color-raised)',
  border: '1px solid var(--color-line-strong)',
  borderRadius: 'var(--radius-lg)',
  boxShadow: 'var(--shadow-pop)',
  color: 'var(--color-fg)',
}

export const editorLook = EditorView.theme({
  '&': { backgroundColor: 'var(--color-sunken)', color: 'var(--color-fg)', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', fontSize: '0.8125rem', lineHeight: '1.25rem' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--color-fg)' },
  '.cm-cursor': { borderLeftColor: 'var(--color-fg)' },
  '.cm-gutters': {
    backgroundColor: 'var(--color-sunken)',
    color: 'var(--color-fg-subtle)',
    border: 'none',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'var(--color-selected)' },
  '.cm-gutter-lint': { width: '1em' },
  '.cm-lint-marker': { content: 'normal', width: '8px', height: '8px', margin: '6px auto 0' },
  '.cm-lint-marker-error': { backgroundColor: 'var(--color-bad)', borderRadius: '2px' },
  '.cm-lint-marker-warning': {
    backgroundColor: 'var(--color-warn)',
    clipPath: 'polygon(50% 0, 100% 100%, 0 100%)',
  },
  '.cm-lintRange': { paddingBottom: '0', textUnderlineOffset: '3px' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--color-bad)',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--color-warn)',
  },
  '.cm-specialChar': { color: 'var(--color-bad-fg)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--color-selected)', outline: 'none' },
  '.cm-placeholder': { color: 'var(--color-fg-subtle)' },
  '.cm-tooltip': popup,
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', maxHeight: '16em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '4px 8px', lineHeight: '1.25rem' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--color-selected)',
    color: 'var(--color-fg)',
  },
  '.cm-completionDetail': {
    color: 'var(--color-fg-muted)',
    fontFamily: 'var(--font-sans)',
    fontStyle: 'normal',
    marginInlineStart: '12px',
  },
  '.cm-completionMatchedText': { color: 'var(--color-accent-fg)', textDecoration: 'none' },
  '.cm-diagnostic': { padding: '4px 8px', borderInlineStart: '3px solid var(--color-bad)' },
  '.cm-diagnostic-warning': { borderInlineStartColor: 'var(--color-warn)' },
})
