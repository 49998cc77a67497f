'use client'
// Text fields: one line, many lines, and the search box with its clear button.
import { Field as Base } from '@base-ui/react/field'
import { Input as BaseInput } from '@base-ui/react/input'
import { Search, X } from 'lucide-react'
import { type ComponentProps, type Ref, useEffect, useRef, useState } from 'react'
import { cn } from './cn'

export const fieldLook =
  'field-text w-full min-w-0 rounded-md border border-line-control bg-surface text-fg text-input transition-colors duration-fast hover:border-fg-subtle aria-invalid:border-bad data-invalid:border-bad disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-fg-disabled'

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  // A fixed height clips what hangs below the line in mono, underscores first of all.
  return <BaseInput {...rest} className={cn(fieldLook, 'min-h-(--control) px-2', className)} />
}

export function Textarea({ className, rows = 4, ...rest }: ComponentProps<'textarea'>) {
  return (
    <Base.Control
      render={<textarea {...rest} rows={rows} />}
      className={cn(fieldLook, 'block px-2 py-1', className)}
    />
  )
}

type SearchInputProps = {
  label: string
  value: string
  onChange: (value: string) => void
  placeholder?: string
  className?: string
  inputRef?: Ref<HTMLInputElement>
}

/** The text as it is typed: an address that follows some keys behind must not take letters away. */
function useTyped(value: string, onChange: (text: string) => void) {
  const [text, setText] = useState(value)
  const told = useRef<string[]>([])
  useEffect(() => {
    const at = told.current.indexOf(value)
    if (at === -1) setText(value)
    else told.current.splice(0, at + 1)
  }, [value])
  const type = (next: string) => {
    told.current.push(next)
    setText(next)
    onChange(next)
  }
  const leave = () => {
    told.current = []
  }
  return { text, type, leave }
}

/** The page's search; `/` focuses the first one on the page. */
export function SearchInput(props: SearchInputProps) {
  const { text, type, leave } = useTyped(props.value, props.onChange)
  const { label, placeholder = label, className, inputRef } = props
  return (
    <div className={cn('relative w-64 max-w-full', className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute inset-y-0 start-2 my-auto text-fg-subtle"
      />
      <input
        ref={inputRef}
        type="search"
        data-page-search=""
        aria-label={label}
        placeholder={placeholder}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => type(event.target.value)}
        onBlur={leave}
        className={cn(
          fieldLook,
          'h-(--control) ps-8 pe-8 [&::-webkit-search-cancel-button]:hidden',
        )}
      />
      {text && (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => type('')}
          className="absolute inset-y-0 end-1 my-auto grid size-6 place-items-center rounded-sm text-fg-muted hover:text-fg"
        >
          <X aria-hidden />
        </button>
      )}
    </div>
  )
}
