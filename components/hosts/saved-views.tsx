'use client'
// Filters and an order of the list that I keep under a name: use one, keep what is set, take one away.
import { Bookmark, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { z } from 'zod'
import { Button, IconButton } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { orderKeys } from '@/components/ui/grid/url-order'
import { Input } from '@/components/ui/input'
import { Popover } from '@/components/ui/popover'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { usePoll } from '@/lib/client/use-poll'
import { withoutKeys } from '@/lib/client/use-url-params'
import { type HostView, HostViewReply, HostViewsReply } from '@/lib/wire/host-views'
import { filterKeys, type HostListState, viewOf } from './use-host-list'

const path = '/api/v1/fleet/hosts/views'

/** My views, read while they are open. */
function useViews() {
  const poll = usePoll(HostViewsReply, path, 60)
  const call = useCall()
  const change = (send: () => Promise<unknown>) =>
    call.run(async () => {
      await send()
      poll.refresh()
    })
  const keep = (name: string, params: Record<string, string>) =>
    change(() => api(HostViewReply, path, { method: 'POST', body: { name, params } }))
  const remove = ({ id }: HostView) =>
    change(() => api(z.unknown(), `${path}/${id}`, { method: 'DELETE', body: {} }))
  const failure = call.failure ?? poll.failure
  return { views: poll.value?.host_views, busy: call.busy, failure, keep, remove }
}

type Views = ReturnType<typeof useViews>

function One(props: { view: HostView; isShown: boolean; onUse: () => void; onRemove: () => void }) {
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

const isSame = (one: Record<string, string>, other: Record<string, string>) =>
  new URLSearchParams(one).toString() === new URLSearchParams(other).toString()

type PanelProps = Pick<HostListState, 'params' | 'change'> & { onDone: () => void }

function Panel({ params, change, onDone }: PanelProps) {
  const state = useViews()
  const { views, remove } = state
  const shown = viewOf(params)
  const use = (view: HostView) => {
    change({ ...withoutKeys([...filterKeys, ...orderKeys]), ...view.params })
    onDone()
  }
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
              onUse={() => use(view)}
              onRemove={() => void remove(view)}
            />
          ))}
        </ul>
      )}
      <Keep shown={shown} views={state} />
    </div>
  )
}

export function SavedViews({ params, change }: Pick<HostListState, 'params' | 'change'>) {
  const [open, setOpen] = useState(false)
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
      <Panel params={params} change={change} onDone={() => setOpen(false)} />
    </Popover>
  )
}
