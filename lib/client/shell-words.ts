// One word of a command line, quoted so that nothing in it is more than text. Refuses what no shell
// can carry: control characters, which terminals would act on when they are pasted.

const control = /\p{Cc}/u

function refuseControl(text: string): void {
  if (control.test(text))
    throw new RangeError('a word of a command must not hold control characters')
}

/** For POSIX shells: sh, bash, zsh, dash. Throws RangeError for control characters. */
export function shellWord(text: string): string {
  refuseControl(text)
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/**
 * For PowerShell, which also takes the typographic single quotes for quotes.
 * Source: about_Quoting_Rules of PowerShell. Throws RangeError for control characters.
 */
export function powershellWord(text: string): string {
  refuseControl(text)
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`
}
