'use client'
// Filters and an order of the list that I keep under a name: use one, keep what is set, take one away.
import { Bookmark, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { z } from 'zod'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { usePoll } from '@/lib/client/use-poll'
import { Button, IconButton } from './button'
import { Field } from './field'
import { Input } from './input'
import { Popover } from './popover'

export type SavedView = { id: number; name: string; params: Record<string, string> }

/** Where views of one list are kept, and how its reply tells them. */
export type ViewsPlace = { path: string; reply: z.ZodType<readonly SavedView[]> }

/** My views, read while they are open. */
function useViews({ path, reply }: ViewsPlace) {
  const poll = usePoll(reply, path, 60)
  const call = useCall()
  const change = (send: () => Promise<unknown>) =>
    call.run(async () => {
      await send()
      poll.refresh()
    })
  const keep = (name: string, params: Record<string, string>) =>
    change(() => api(z.unknown(), path, { method: 'POST', body: { name, params } }))
  const remove = ({ id }: SavedView) =>
    change(() => api(z.unknown(), `${path}/${id}`, { method: 'DELETE', body: {} }))
  const failure = call.failure ?? poll.failure
  return { views: poll.value, busy: call.busy, failure, keep, remove }
}

type Views = ReturnType<typeof useViews>

function One(props: {
  view: SavedView
  isShown: boolean
  onUse: () => void
  onRemove: () => void
}) {
  const { view, isShown, onUse, onRemove } = props
  return (
    <li className="flex items-center gap-1">
      <button
        type="button"
        onClick={onUse}
        {...(isShown ? { 'aria-current': 'true' } : {})}
        className="min-w-0 flex-1 truncate rounded-md px-2 py-1 text-start hover:bg-hover aria-[current]:font-semibold pointer-coarse:min-h-11"
      >
        {view.name}
      </button>
      <IconButton label={`Delete the view ${view.name}`} onClick={onRemove}>
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  )
}

function Keep({ shown, views }: { shown: Record<string, string>; views: Views }) {
  const [name, setName] = useState('')
  const { failure, busy, keep } = views
  const lacks = name.trim() === '' ? 'Give it a name' : undefined
  return (
    <form
      className="flex items-end gap-2 border-line border-t pt-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (lacks || busy) return
        void keep(name.trim(), shown).then(() => setName(''))
      }}
    >
      <Field label="Keep this view as" error={failure?.message} className="flex-1">
        <Input value={name} maxLength={255} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Button type="submit" busy={busy} disabledReason={lacks}>
        Keep
      </Button>
    </form>
  )
}

const textOf = (params: Record<string, string>) => {
  const sorted = new URLSearchParams(params)
  sorted.sort()
  return sorted.toString()
}

const isSame = (one: Record<string, string>, other: Record<string, string>) =>
  textOf(one) === textOf(other)

type SavedViewsProps = {
  /** Keep its identity between draws. */
  place: ViewsPlace
  /** What is in view now, as a view keeps it. */
  shown: Record<string, string>
  onUse: (params: Record<string, string>) => void
}

function Panel({ place, shown, onUse }: SavedViewsProps) {
  const state = useViews(place)
  const { views, remove } = state
  return (
    <div className="flex flex-col gap-2">
      {views?.length === 0 && <p className="text-fg-muted">You have kept no view yet.</p>}
      {views && views.length > 0 && (
        <ul aria-label="Saved views" className="-mx-2 max-h-64 overflow-y-auto">
          {views.map((view) => (
            <One
              key={view.id}
              view={view}
              isShown={isSame(view.params, shown)}
              onUse={() => onUse(view.params)}
              onRemove={() => void remove(view)}
            />
          ))}
        </ul>
      )}
      <Keep shown={shown} views={state} />
    </div>
  )
}

export function SavedViews(props: SavedViewsProps) {
  const [open, setOpen] = useState(false)
  const use = (params: Record<string, string>) => {
    props.onUse(params)
    setOpen(false)
  }
  return (
    <Popover
      title="Saved views"
      className="w-80"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button>
          <Bookmark aria-hidden /> Views
        </Button>
      }
    >
      <Panel {...props} onUse={use} />
    </Popover>
  )
}
