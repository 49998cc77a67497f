// Characters that steer a reader's eye without being seen, drawn as their code.
import { highlightSpecialChars } from '@codemirror/view'

const alsoSpecial =
  /[\u00a0\u115f\u1160\u17b4\u17b5\u180e\u2000-\u200f\u202a-\u202e\u2060-\u206f\u3000\u3164\uffa0]/g

export const codeOf = (code: number): string =>
  `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`

export const visibleSpecials = highlightSpecialChars({
  addSpecialChars: alsoSpecial,
  render: (code, description) => {
    const shown = document.createElement('span')
    shown.className = 'cm-specialChar'
    shown.textContent = codeOf(code)
    shown.title = description ?? 'Invisible character'
    shown.setAttribute('aria-label', `invisible character ${codeOf(code)}`)
    shown.setAttribute('role', 'img')
    return shown
  },
})
