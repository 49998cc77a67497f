// Tags of packs and queries: what one may look like, shared by the API and the field that takes them.
// Two spellings of the same word are one tag, so that a filter never misses half of its rows.
import { z } from 'zod'

export const tagsMax = 20
const tagCharactersMax = 40

/** Lower case, one space between words, no leading `#`, nothing unseen; '' when nothing is left. */
export function normaliseTag(text: string): string {
  return text
    .normalize('NFC')
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\ufffd]/gu, ' ')
    .replace(/[\s,;]+/gu, ' ')
    .trim()
    .replace(/^#+\s*/u, '')
    .toLowerCase()
}

/** The tags in a text that was typed or pasted: between commas, semicolons, tabs or line ends. */
export function splitTags(text: string): string[] {
  const tags = text.split(/[,;\t\r\n]+/).map(normaliseTag)
  return [...new Set(tags.filter((tag) => tag !== ''))]
}

/** Why a normalised tag cannot be kept, or null. */
export function checkTag(tag: string): string | null {
  if (tag === '') return 'must not be empty'
  if ([...tag].length > tagCharactersMax) return `must have at most ${tagCharactersMax} characters`
  return null
}

export const Tag = z
  .string()
  .max(400)
  .transform((text, context) => {
    const tag = normaliseTag(text)
    const fault = checkTag(tag)
    if (fault === null) return tag
    context.addIssue({ code: 'custom', message: fault })
    return z.NEVER
  })

/** Normalised, in order of the alphabet, each once; at most twenty. */
export const Tags = z
  .array(Tag)
  .max(400)
  .transform((tags) => [...new Set(tags)].sort())
  .refine((tags) => tags.length <= tagsMax, `must be at most ${tagsMax}`)
