'use client'
// Text to take away: one command or one secret a block. A secret is masked until asked for.
import { Check, Copy, Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { useCopy } from '@/lib/client/use-copy'
import { Button, IconButton } from './button'
import { cn } from './cn'

type CopyBlockProps = {
  text: string
  /** What is drawn in place of the text, for one that holds a secret. */
  shown?: string
  /** Names what is copied: "install command". */
  label: string
  secret?: boolean
  /** A long text scrolls within the block. */
  long?: boolean
  /** A text of words, which lines break between where they can. */
  words?: boolean
  className?: string
}

export function CopyBlock(props: CopyBlockProps) {
  const { text, shown = text, label, secret, long, words, className } = props
  const { copied, copy } = useCopy()
  const [hidden, setHidden] = useState(secret === true)
  return (
    <div
      className={cn(
        'flex items-start gap-2 rounded-md border border-line bg-sunken p-2',
        className,
      )}
    >
      <pre
        {...(long ? { tabIndex: 0, role: 'region', 'aria-label': label } : {})}
        className={cn(
          'mono min-w-0 flex-1 self-center whitespace-pre-wrap px-1 text-body',
          words ? 'wrap-anywhere' : 'break-all',
          long && 'max-h-44 overflow-y-auto',
        )}
      >
        {hidden ? '\u2022'.repeat(24) : shown}
      </pre>
      {secret && (
        <IconButton
          label={hidden ? `Show ${label}` : `Hide ${label}`}
          onClick={() => setHidden(!hidden)}
        >
          {hidden ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
        </IconButton>
      )}
      <Button aria-label={`Copy ${label}`} onClick={() => copy(text)}>
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
        <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
      </Button>
    </div>
  )
}
