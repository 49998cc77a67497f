// The browser's own checker: a worker with SQLite, started by the first question. Only the newest
// question waits; a worker that hangs or cannot start is given up, and the server alone answers.
import type { SqlReport, SqlValidation } from '@/lib/wire/sql'
import type { CheckQuestion, CheckReply } from './sql-worker'

type Waiting = { asked: SqlValidation; answer: (report: SqlReport | undefined) => void }

/** The first question also loads SQLite. */
const firstMs = 20_000
const hungMs = 2_000
const startsMost = 3

let worker: Worker | undefined
let starts = 0
let asking: (Waiting & { id: number; timer: ReturnType<typeof setTimeout> }) | undefined
let next: Waiting | undefined
let ids = 0
let warm = false

function giveUp(): void {
  worker?.terminate()
  worker = undefined
  warm = false
  const given = asking
  asking = undefined
  clearTimeout(given?.timer)
  given?.answer(undefined)
  goOn()
}

function hear({ data }: MessageEvent<CheckReply>): void {
  if (asking?.id !== data.id) return
  const given = asking
  asking = undefined
  warm = true
  clearTimeout(given.timer)
  given.answer(data.report)
  goOn()
}

function started(): Worker | undefined {
  if (worker || starts >= startsMost || typeof Worker === 'undefined') return worker
  starts += 1
  try {
    worker = new Worker(new URL('./sql-worker.ts', import.meta.url), { type: 'module' })
  } catch {
    return undefined
  }
  worker.addEventListener('message', hear)
  worker.addEventListener('error', giveUp)
  return worker
}

function goOn(): void {
  if (asking || !next) return
  const waiting = next
  next = undefined
  const to = started()
  if (!to) {
    waiting.answer(undefined)
    return
  }
  ids += 1
  asking = { ...waiting, id: ids, timer: setTimeout(giveUp, warm ? hungMs : firstMs) }
  to.postMessage({ id: ids, asked: waiting.asked } satisfies CheckQuestion)
}

/** Undefined when a newer question came first, or when this browser cannot check. */
export function browserCheck(asked: SqlValidation): Promise<SqlReport | undefined> {
  return new Promise((answer) => {
    next?.answer(undefined)
    next = { asked, answer }
    goOn()
  })
}
