// Drafts of packs on this device, one slot for each tab, so that two tabs of a pack never write over
// each other. A tab takes over what another left behind, but only when that one is gone.
import type { KeptDraft } from '@/lib/wire/pack-drafts'
import { KeptDraft as KeptDraftShape } from '@/lib/wire/pack-drafts'

const prefix = (packId: number) => `muster.pack.${packId}.`
const tabKey = 'muster.tab'
const channelName = 'muster.pack.drafts'
/** How long another tab may take to say that it is there. */
const answerMs = 120

type Question = { ask: number; from: string }
type Answer = { here: number; tab: string; to: string }

function slots(packId: number): string[] {
  const keys = Array.from({ length: window.localStorage.length }, (_, at) =>
    window.localStorage.key(at),
  )
  return keys.filter((key): key is string => key?.startsWith(prefix(packId)) === true)
}

function readSlot(key: string): KeptDraft | undefined {
  try {
    const kept = KeptDraftShape.safeParse(JSON.parse(window.localStorage.getItem(key) ?? 'null'))
    return kept.success ? kept.data : undefined
  } catch {
    return undefined
  }
}

/** Keeps a draft in its tab's slot. False when storage is full or forbidden. */
export function keepPackDraft(packId: number, draft: KeptDraft): boolean {
  try {
    window.localStorage.setItem(prefix(packId) + draft.tab, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function dropPackDraft(packId: number, tab: string): void {
  try {
    window.localStorage.removeItem(prefix(packId) + tab)
  } catch {
    // Storage is forbidden: nothing was kept there.
  }
}

function rememberedTab(): string | undefined {
  try {
    return window.sessionStorage.getItem(tabKey) ?? undefined
  } catch {
    return undefined
  }
}

function rememberTab(tab: string): void {
  try {
    window.sessionStorage.setItem(tabKey, tab)
  } catch {
    // A tab without a memory is a new one after each reload.
  }
}

/** The other tabs that have this pack open, by what they answer in time. */
function askTabs(packId: number, from: string): Promise<ReadonlySet<string>> {
  if (typeof BroadcastChannel === 'undefined') return Promise.resolve(new Set<string>())
  return new Promise((resolve) => {
    const here = new Set<string>()
    const channel = new BroadcastChannel(channelName)
    channel.addEventListener('message', ({ data }: MessageEvent<Partial<Answer>>) => {
      if (data.here === packId && data.to === from && data.tab) here.add(data.tab)
    })
    channel.postMessage({ ask: packId, from } satisfies Question)
    setTimeout(() => {
      channel.close()
      resolve(here)
    }, answerMs)
  })
}

/** Answers other tabs that ask who is here; returns how to fall silent. */
export function answerTabs(packId: number, tab: string): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined
  const channel = new BroadcastChannel(channelName)
  channel.addEventListener('message', ({ data }: MessageEvent<Partial<Question>>) => {
    if (data.ask === packId && data.from)
      channel.postMessage({ here: packId, tab, to: data.from } satisfies Answer)
  })
  return () => channel.close()
}

export type OpenedDrafts = {
  /** This tab's name from now on. */
  tab: string
  /** What this tab, or one that is gone, left behind. */
  kept: KeptDraft | undefined
  /** Other tabs that hold drafts of the pack now. */
  others: number
}

/** Finds this tab's draft of a pack after a reload, or the newest that a closed tab left. */
export async function openPackDrafts(packId: number): Promise<OpenedDrafts> {
  const asking = crypto.getRandomValues(new Uint32Array(2)).join('-')
  const here = await askTabs(packId, asking)
  const remembered = rememberedTab()
  // A tab that was duplicated has the other's name: the copy takes a new one.
  const tab = remembered !== undefined && !here.has(remembered) ? remembered : asking
  rememberTab(tab)
  const all = slots(packId).flatMap((key) => readSlot(key) ?? [])
  const own = all.find((draft) => draft.tab === tab)
  const left = all
    .filter((draft) => !here.has(draft.tab))
    .sort((one, other) => other.kept_at - one.kept_at)[0]
  const kept = own ?? left
  if (kept && kept !== own) {
    keepPackDraft(packId, { ...kept, tab })
    dropPackDraft(packId, kept.tab)
  }
  return { tab, kept: kept && { ...kept, tab }, others: all.filter((d) => here.has(d.tab)).length }
}
