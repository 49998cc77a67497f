'use client'
// Tags as chips in one field: Enter, comma or leaving it adds what is typed, Backspace in the empty
// field takes the last one away, a pasted list becomes many.
import { X } from 'lucide-react'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type RefObject,
  useId,
  useRef,
  useState,
} from 'react'
import { cn } from '@/components/ui/cn'
import { fieldLook } from '@/components/ui/input'
import { announce } from '@/lib/client/announce'
import { checkTag, splitTags, tagsMax } from '@/lib/wire/tags'

type TagsInputProps = {
  label: string
  value: readonly string[]
  onChange: (tags: string[]) => void
  /** Tags in use elsewhere, offered while typing. */
  known?: readonly string[]
  disabled?: boolean
  className?: string
}

type Added = { tags: string[]; fault: string | undefined }

/** The tags after a text was added to them, and what of it could not be. */
function addTags(held: readonly string[], text: string): Added {
  const tags = [...held]
  let fault: string | undefined
  for (const tag of splitTags(text)) {
    const reason = checkTag(tag)
    if (reason) fault = `"${tag.slice(0, 20)}…" ${reason}`
    else if (tags.includes(tag)) continue
    else if (tags.length >= tagsMax) fault = `At most ${tagsMax} tags`
    else tags.push(tag)
  }
  return { tags, fault }
}

type ChipProps = { tag: string; disabled: boolean; onRemove: () => void }

function Chip({ tag, disabled, onRemove }: ChipProps) {
  return (
    <li className="flex h-6 max-w-full items-center rounded-sm bg-accent-soft ps-2 text-body pointer-coarse:h-9">
      <span className="truncate">{tag}</span>
      <button
        type="button"
        aria-label={`Remove tag ${tag}`}
        disabled={disabled}
        onClick={onRemove}
        className="grid size-6 shrink-0 place-items-center rounded-sm text-fg-muted hover:text-fg disabled:text-fg-disabled pointer-coarse:size-9"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </li>
  )
}

function useTags({ value, onChange }: Pick<TagsInputProps, 'value' | 'onChange'>) {
  const [text, setText] = useState('')
  const [fault, setFault] = useState<string>()
  const put = (given: string) => {
    const added = addTags(value, given)
    setFault(added.fault)
    setText('')
    if (added.tags.length === value.length) return
    onChange(added.tags)
    announce(`${added.tags.slice(value.length).join(', ')} added`)
  }
  const remove = (tag: string) => {
    setFault(undefined)
    onChange(value.filter((held) => held !== tag))
    announce(`${tag} removed`)
  }
  const type = (next: string) => {
    setFault(undefined)
    if (/[,;]/.test(next)) put(next)
    else setText(next)
  }
  return { text, fault, put, remove, type }
}

type TypingProps = Pick<TagsInputProps, 'label' | 'value' | 'known'> & {
  disabled: boolean
  tags: ReturnType<typeof useTags>
  field: RefObject<HTMLInputElement | null>
  faultId: string
}

function Typing({ label, value, known = [], disabled, tags, field, faultId }: TypingProps) {
  const { text, fault, put, remove, type } = tags
  const listId = useId()
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const last = value.at(-1)
    if (event.key === 'Enter' && text.trim() !== '') {
      event.preventDefault()
      put(text)
    } else if (event.key === 'Backspace' && text === '' && last !== undefined) remove(last)
  }
  const paste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text')
    if (!/[,;\t\r\n]/.test(pasted)) return
    event.preventDefault()
    put(`${text}${pasted}`)
  }
  return (
    <>
      <input
        ref={field}
        type="text"
        aria-label={label}
        {...(fault ? { 'aria-describedby': faultId, 'aria-invalid': true } : {})}
        list={listId}
        value={text}
        disabled={disabled}
        autoComplete="off"
        spellCheck={false}
        placeholder={value.length === 0 ? 'Add a tag' : ''}
        onChange={(event) => type(event.target.value)}
        onKeyDown={press}
        onPaste={paste}
        onBlur={() => put(text)}
        className="field-text h-6 min-w-24 flex-1 bg-transparent px-1 text-input outline-none"
      />
      <KnownTags id={listId} tags={known.filter((tag) => !value.includes(tag))} />
    </>
  )
}

function KnownTags({ id, tags }: { id: string; tags: readonly string[] }) {
  return (
    <datalist id={id}>
      {tags.map((tag) => (
        <option key={tag} value={tag} />
      ))}
    </datalist>
  )
}

export function TagsInput(props: TagsInputProps) {
  const { label, value, disabled = false, className } = props
  const tags = useTags(props)
  const field = useRef<HTMLInputElement>(null)
  const faultId = useId()
  const drop = (tag: string) => {
    tags.remove(tag)
    field.current?.focus()
  }
  return (
    <div className={cn('flex min-w-0 flex-col gap-1', className)}>
      <div
        className={cn(
          fieldLook,
          'flex min-h-(--control) flex-wrap items-center gap-1 px-1 py-[3px] focus-within:outline-2 focus-within:outline-ring focus-within:outline-offset-2',
          disabled && 'border-line bg-sunken',
        )}
      >
        {value.length > 0 && (
          <ul aria-label={`${label}, chosen`} className="contents">
            {value.map((tag) => (
              <Chip key={tag} tag={tag} disabled={disabled} onRemove={() => drop(tag)} />
            ))}
          </ul>
        )}
        <Typing {...props} {...{ disabled, tags, field, faultId }} />
      </div>
      {tags.fault && (
        <p id={faultId} role="alert" className="text-bad-fg text-meta">
          {tags.fault}
        </p>
      )}
    </div>
  )
}
