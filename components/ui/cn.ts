// Joins class names; later ones win. It knows the six text sizes, or `text-body` would fight `text-fg`.
import { type ClassValue, clsx } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ['meta', 'body', 'input', 'title', 'page', 'figure'],
      shadow: ['pop', 'dialog'],
    },
  },
})

export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes))
}
