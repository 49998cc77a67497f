'use client'
// What the server knows by that name, five of a kind, asked 150 ms after the last key.
import { Command } from 'cmdk'
import {
  History,
  type LucideIcon,
  Monitor,
  Package,
  SquareTerminal,
  Tags,
  User,
} from 'lucide-react'
import { useEffect, useState } from 'react'
import { api } from '@/lib/client/api'
import { type SearchKind, SearchReply, searchKinds } from '@/lib/wire/frame'
import { entryLook, groupLook } from './palette-look'

const kinds: Record<
  SearchKind,
  { heading: string; icon: LucideIcon; path: (id: string) => string }
> = {
  hosts: { heading: 'Hosts', icon: Monitor, path: (id) => `/hosts/${id}` },
  packs: { heading: 'Packs', icon: Package, path: (id) => `/packs/${id}` },
  queries: { heading: 'Queries', icon: SquareTerminal, path: (id) => `/queries?id=${id}` },
  campaigns: { heading: 'Campaigns', icon: History, path: (id) => `/campaigns/${id}` },
  labels: { heading: 'Labels', icon: Tags, path: (id) => `/hosts?label_id=${id}` },
  users: { heading: 'Users', icon: User, path: (id) => `/settings/users?id=${id}` },
}

type Found = { text: string; reply: SearchReply | undefined; failed: boolean }

function useSearch(text: string): Found {
  const [found, setFound] = useState<Found>({ text: '', reply: undefined, failed: false })
  useEffect(() => {
    if (text.length < 2) return setFound({ text, reply: undefined, failed: false })
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      const path = `/api/v1/fleet/search?q=${encodeURIComponent(text)}`
      try {
        const reply = await api(SearchReply, path, { signal: stop.signal })
        setFound({ text, reply, failed: false })
      } catch {
        if (!stop.signal.aborted) setFound({ text, reply: undefined, failed: true })
      }
    }, 150)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [text])
  return found
}

export function PaletteHits({ text, go }: { text: string; go: (path: string) => () => void }) {
  const { reply, failed } = useSearch(text)
  if (failed) {
    return (
      <p role="alert" className="px-2 py-2 text-bad-fg">
        The search did not answer. Pages and commands still work.
      </p>
    )
  }
  if (!reply) return null
  return searchKinds.map((kind) => {
    const { heading, icon: Icon, path } = kinds[kind]
    const hits = reply[kind].slice(0, 5)
    if (hits.length === 0) return null
    return (
      <Command.Group key={kind} heading={heading} className={groupLook}>
        {hits.map((hit) => (
          <Command.Item
            key={hit.id}
            value={`hit:${kind}:${hit.id}`}
            onSelect={go(path(encodeURIComponent(String(hit.id))))}
            className={entryLook}
          >
            <Icon aria-hidden className="text-fg-subtle" />
            <span className="min-w-0 flex-1 truncate">{hit.name}</span>
            {hit.detail && <span className="truncate text-fg-subtle">{hit.detail}</span>}
          </Command.Item>
        ))}
      </Command.Group>
    )
  })
}
